import type { Decimal } from '@orderonce/contracts';
import type { OrderRequest } from '../wire/order-request.ts';
import type { Stamp } from '../wire/stamps.ts';
import type { Account } from './account.ts';

type OrderStatus =
  | 'pending_new'
  | 'new'
  | 'partially_filled'
  | 'filled'
  | 'pending_cancel'
  | 'canceled';

const CLOSED: readonly OrderStatus[] = ['filled', 'canceled'];

/** An order as the venue keeps it. */
export interface Order {
  readonly id: string;
  readonly clientOrderId: string;
  readonly account: Account;
  readonly request: OrderRequest;
  readonly submittedAt: Stamp;
  /** Look-ups do not find it before this moment. */
  readonly hiddenUntilMs: number;
  /** The quantity of its first fill. */
  readonly firstFillQty: Decimal;
  /** What it holds back of the account's buying power. */
  reserved: Decimal;
  status: OrderStatus;
  /** A stop order whose stop was reached; any order without a stop. */
  isTriggered: boolean;
  filledQty: Decimal;
  /** The exact sum of price times quantity of its fills. */
  filledCost: Decimal;
  updatedAt: Stamp;
  filledAt: Stamp | null;
  canceledAt: Stamp | null;
}

export const isOpen = (order: Order) => !CLOSED.includes(order.status);
