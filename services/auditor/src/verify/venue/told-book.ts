import type { ExternalOutcome } from '@orderonce/contracts';
import type { OrderFile } from '../order-file.ts';

/** A stranger's execution as it was told. */
export interface ToldExternal
  extends Pick<ExternalOutcome, 'accountId' | 'symbol' | 'side' | 'brokerOrderId' | 'cumQty'> {
  readonly lastQty: ExternalOutcome['lastQty'];
  readonly offset: number;
}

/** What one partition told of orders and executions: what is compared with the venue. */
export interface ToldBook {
  readonly partition: number;
  readonly orders: readonly ToldOrder[];
  readonly externals: readonly ToldExternal[];
}

export interface ToldOrder
  extends Pick<
    OrderFile,
    'accountId' | 'symbol' | 'clientOrderId' | 'verdict' | 'trades' | 'corrections'
  > {
  readonly hasIntent: boolean;
}

export function toldOrder(file: OrderFile): ToldOrder {
  const { accountId, symbol, clientOrderId, verdict, trades, corrections, copies, isOld } = file;
  const hasIntent = copies.length > 0 || isOld;
  return { accountId, symbol, clientOrderId, verdict, trades, corrections, hasIntent };
}
