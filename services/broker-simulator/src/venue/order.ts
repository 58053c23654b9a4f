import { compare, type Decimal, subtract, ZERO } from '@orderonce/contracts';
import type { OrderRequest } from '../wire/order-request.ts';
import type { Stamp } from '../wire/stamps.ts';
import type { Account } from './account.ts';
import type { PositionIntent } from './position-intent.ts';

export type OrderStatus =
  | 'pending_new'
  | 'accepted'
  | 'new'
  | 'partially_filled'
  | 'filled'
  | 'pending_cancel'
  | 'canceled'
  | 'expired'
  | 'pending_replace'
  | 'replaced'
  | 'rejected';

const CLOSED: ReadonlySet<OrderStatus> = new Set([
  'filled',
  'canceled',
  'expired',
  'replaced',
  'rejected',
]);

/** An order as the venue keeps it. */
export interface Order {
  readonly id: string;
  readonly clientOrderId: string;
  readonly account: Account;
  /** Changes only where a repeated id modifies. */
  request: OrderRequest;
  readonly positionIntent: PositionIntent;
  readonly submittedAt: Stamp;
  /** The end of the session, where sessions end and the order is for the day. */
  readonly expiresAt: Stamp | null;
  /** Look-ups do not find it before this moment. */
  readonly hiddenUntilMs: number;
  /** The order in whose place it comes. */
  readonly replaces: Order | null;
  /** The order that came in its place. */
  replacedBy: Order | null;
  /** The quantity of its first fill. */
  firstFillQty: Decimal;
  /** What it holds back of the account's buying power. */
  reserved: Decimal;
  status: OrderStatus;
  /** A stop order whose stop was reached; any order without a stop. */
  isTriggered: boolean;
  /** What the orders that it replaces filled is included, as it is in the quantity. */
  filledQty: Decimal;
  /** The exact sum of price times quantity of these fills. */
  filledCost: Decimal;
  /** How often it changed: names its events. */
  changes: number;
  updatedAt: Stamp;
  filledAt: Stamp | null;
  canceledAt: Stamp | null;
  expiredAt: Stamp | null;
  failedAt: Stamp | null;
  replacedAt: Stamp | null;
}

export const isOpen = (order: Order) => !CLOSED.has(order.status);

export const leavesQty = (order: Order) => subtract(order.request.qty, order.filledQty);

export const hasFills = (order: Order) => compare(order.filledQty, ZERO) > 0;
