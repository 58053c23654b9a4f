import type { OrderOutcome } from '@orderonce/contracts';
import type { ClaimAnswer } from '@orderonce/idempotency';
import { duplicateOutcome, heldOutcome, stateToTell } from './outcomes.ts';
import type { Subject } from './subject.ts';
import { verdictEvents } from './verdict-events.ts';

export type Ended = Extract<ClaimAnswer, { readonly kind: 'settled' | 'held' }>;

/**
 * What is told of an intent whose record has ended. The same record delivered again gets the same events again,
 * because the crash that brought it back may have come before the publishing; another copy of the intent is a
 * duplicate, and says so. What a person resolved is held no more on its record, so no hold comes back this way.
 */
export function repeatedEvents(subject: Subject, ended: Ended, nowMs: number): OrderOutcome[] {
  if (!ended.isRedelivery) return [duplicateOutcome(subject, stateOf(ended), nowMs)];
  return ended.kind === 'held'
    ? [heldOutcome(subject, ended.hold, [])]
    : verdictEvents(subject, ended.settlement, []);
}

function stateOf(ended: Ended): Parameters<typeof duplicateOutcome>[1] {
  return ended.kind === 'held' ? { ordStatus: 'UNKNOWN' } : stateToTell(ended.settlement);
}
