import type { Evidence, OrderOutcome } from '@orderonce/contracts';
import type { Settlement } from '@orderonce/idempotency';
import { changeRejectedOutcome } from './change-rejected.ts';
import { verdictOutcome } from './outcomes.ts';
import type { Subject } from './subject.ts';

/** All that a verdict's record tells, in the order of telling; whoever tells it again tells the same. */
export function verdictEvents(
  subject: Subject,
  settlement: Settlement,
  evidence: readonly Evidence[],
): OrderOutcome[] {
  if (isRebuiltClose(subject, settlement)) return [];
  const beside = changeRejectedOutcome(subject, settlement);
  const verdict = verdictOutcome(subject, settlement, evidence);
  return beside === null ? [verdict] : [beside, verdict];
}

/**
 * A close that was sent keeps its computed order with its verdict, unless the record was rebuilt from that verdict:
 * then it stands on the topic, and told again without its order it would be another one.
 */
function isRebuiltClose({ intent }: Subject, { verdict, order }: Settlement): boolean {
  return intent.kind === 'close' && verdict !== 'DENIED' && order === undefined;
}
