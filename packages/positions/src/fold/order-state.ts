import {
  type ClientOrderId,
  type Decimal,
  type OrderUuid,
  type OrdStatus,
  type Side,
  type Verdict,
  ZERO,
} from '@orderonce/contracts';
import { compare, subtract } from './amount.ts';
import { type CountedFills, NO_FILLS } from './counted-fills.ts';

/** How an order can end after it was accepted. */
export type OrderEnd = 'FILLED' | 'REPLACED' | 'CANCELED' | 'EXPIRED' | 'REJECTED';

/**
 * What the outcomes of one order add up to. Facts are only ever added and quantities only ever grow, so
 * neither depends on how often or in what order the outcomes came.
 */
export interface OrderState {
  readonly orderUuid?: OrderUuid;
  readonly brokerOrderId?: string;
  /** The order of whose replace chain it is. */
  readonly replaces?: ClientOrderId;
  readonly side?: Side;
  readonly quantity?: Decimal;
  readonly verdict?: Verdict;
  readonly end?: OrderEnd;
  readonly isAttempted: boolean;
  readonly isHeld: boolean;
  readonly isResolved: boolean;
  /** The venue showed an order of which nobody knew, or whose verdict was a no. */
  readonly isCorrected: boolean;
  readonly fills: CountedFills;
}

export const UNHEARD_OF: OrderState = {
  isAttempted: false,
  isHeld: false,
  isResolved: false,
  isCorrected: false,
  fills: NO_FILLS,
};

/**
 * What an order means for the account now. `in-doubt`: a person has to find out whether it exists. `none`:
 * it can trade no more or never could, or it is not an order of its own (a cancel).
 */
export type Standing = 'open' | 'in-doubt' | 'none';

export function standingOf(order: OrderState): Standing {
  if (order.end !== undefined || isFilled(order)) return 'none';
  const exists = order.verdict === 'ACCEPTED' || order.isCorrected;
  if (!exists && order.isHeld && !order.isResolved && order.verdict === undefined)
    return 'in-doubt';
  const hasFills = compare(order.fills.cumQty, ZERO) > 0;
  return (exists || hasFills) && order.quantity !== undefined ? 'open' : 'none';
}

/** What may still trade; zero when the quantity was never told. */
export function leavesQty({ quantity, fills }: OrderState): Decimal {
  if (quantity === undefined || compare(quantity, fills.cumQty) <= 0) return ZERO;
  return subtract(quantity, fills.cumQty);
}

/** The order's state in FIX's words. */
export function ordStatusOf(order: OrderState): OrdStatus {
  if (isFilled(order)) return 'FILLED';
  if (order.end !== undefined) return order.end;
  const isRefused = order.verdict === 'REJECTED' || order.verdict === 'DENIED';
  if (isRefused && !order.isCorrected) return 'REJECTED';
  if (standingOf(order) === 'in-doubt') return 'UNKNOWN';
  if (compare(order.fills.cumQty, ZERO) > 0) return 'PARTIALLY_FILLED';
  if (order.verdict === 'ACCEPTED' || order.isCorrected) return 'NEW';
  return order.isAttempted ? 'PENDING_NEW' : 'UNKNOWN';
}

// Two ends can be told of one order, a fill that won the race against a cancel for instance. Which one
// stands must not depend on which came first.
const STRONGEST_FIRST: readonly OrderEnd[] = [
  'FILLED',
  'REPLACED',
  'CANCELED',
  'EXPIRED',
  'REJECTED',
];

export function strongerEnd(a: OrderEnd | undefined, b: OrderEnd): OrderEnd {
  return a !== undefined && STRONGEST_FIRST.indexOf(a) <= STRONGEST_FIRST.indexOf(b) ? a : b;
}

function isFilled({ end, quantity, fills }: OrderState): boolean {
  return end === 'FILLED' || (quantity !== undefined && compare(fills.cumQty, quantity) >= 0);
}
