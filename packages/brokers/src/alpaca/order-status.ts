import type { OrdStatus } from '@orderonce/contracts';
import { plain } from './shape.ts';

/**
 * Alpaca's order statuses in FIX's words, by what Alpaca says of each (docs.alpaca.markets, "Orders at
 * Alpaca", read 2026-11-20).
 */
const ORD_STATUS_OF: Readonly<Record<string, OrdStatus>> = {
  // Received by Alpaca, and routed or about to be, but no exchange has taken it yet.
  accepted: 'PENDING_NEW',
  pending_new: 'PENDING_NEW',
  pending_review: 'PENDING_NEW',
  // An exchange has it; "for bidding" says that it is still being priced there.
  new: 'NEW',
  accepted_for_bidding: 'NEW',
  partially_filled: 'PARTIALLY_FILLED',
  filled: 'FILLED',
  done_for_day: 'DONE_FOR_DAY',
  canceled: 'CANCELED',
  expired: 'EXPIRED',
  replaced: 'REPLACED',
  pending_cancel: 'PENDING_CANCEL',
  pending_replace: 'PENDING_REPLACE',
  rejected: 'REJECTED',
  stopped: 'STOPPED',
  // Neither is eligible for trading now; `held` is a leg that waits for another order.
  suspended: 'SUSPENDED',
  held: 'SUSPENDED',
  calculated: 'CALCULATED',
};

/** A status that nobody documented is `UNKNOWN`, and told: any nearer word would be a guess. */
export function ordStatusOf(alpacaStatus: string, notice: (text: string) => void): OrdStatus {
  const known = Object.hasOwn(ORD_STATUS_OF, alpacaStatus)
    ? ORD_STATUS_OF[alpacaStatus]
    : undefined;
  if (known === undefined) notice(`order status ${plain(alpacaStatus)}`);
  return known ?? 'UNKNOWN';
}
