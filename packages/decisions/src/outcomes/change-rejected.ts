import { type OrderOutcome, outcomeId, ZERO } from '@orderonce/contracts';
import type { Settlement } from '@orderonce/idempotency';
import { identity } from './outcomes.ts';
import type { Subject } from './subject.ts';

/**
 * Tells, beside the `REJECTED` verdict of a cancel or a replace, what the order is that was not changed: FIX's Order
 * Cancel Reject, with the request's id as `clientOrderId`, the order's as `origClientOrderId`, and the *order's*
 * state, fills and venue id.
 *
 * It is an event of its own, and not the verdict: a verdict ends an intent with one of three words that everybody
 * counts on, and speaks of the order under the intent's own id, of which there is none. It comes before the verdict,
 * so that whoever waits for the verdict has met it.
 *
 * @returns null when there is none to tell: the verdict is another one, the venue did not show the order, or the
 *   record was rebuilt from the verdict, before which this was published
 */
export function changeRejectedOutcome(
  subject: Subject,
  settlement: Settlement,
): OrderOutcome | null {
  const { intent } = subject;
  const { verdict, ordStatus, brokerOrderId, cumQty, reason, settledAtMs } = settlement;
  const isChange = intent.kind === 'cancel' || intent.kind === 'replace';
  if (verdict !== 'REJECTED' || !isChange || brokerOrderId === undefined) return null;
  const isCancel = intent.kind === 'cancel';
  const { cancelRejected, replaceRejected } = outcomeId;
  return {
    ...identity(subject, (isCancel ? cancelRejected : replaceRejected)(intent.clientOrderId)),
    execType: isCancel ? 'CANCEL_REJECTED' : 'REPLACE_REJECTED',
    ordStatus,
    source: 'broker',
    ...(reason && { reason }),
    brokerOrderId,
    cumQty,
    leavesQty: ZERO,
    transactTimeMs: settledAtMs,
  };
}
