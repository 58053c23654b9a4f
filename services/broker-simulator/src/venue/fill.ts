import type { Decimal } from '@orderonce/contracts';
import type { Stamp } from '../wire/stamps.ts';
import type { Order } from './order.ts';

export interface Fill {
  /** Fills of an account sort by it as they happened. */
  readonly id: string;
  readonly order: Order;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly cumQty: Decimal;
  readonly leavesQty: Decimal;
  readonly at: Stamp;
}

/** Alpaca's form: the moment to the millisecond, `::`, a UUID; here the UUID begins with the fill's number. */
export function fillId(at: Stamp, number: number, uuid: string): string {
  const moment = at.slice(0, 23).replaceAll(/[^\d]/g, '');
  return `${moment}::${number.toString(16).padStart(8, '0')}${uuid.slice(8)}`;
}
