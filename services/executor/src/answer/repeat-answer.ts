import type { OrderOutcome } from '@orderonce/contracts';
import type { Handled } from '@orderonce/kafka';
import { publishHold } from '../held/publish-hold.ts';
import type { Intake } from '../intake/intake.ts';
import { duplicateOutcome, heldOutcome, verdictOutcome } from '../outcomes/outcomes.ts';
import { publishOutcome } from '../publish-outcome.ts';
import type { Claimed } from './claim-intent.ts';

type Ended = Extract<Claimed, { readonly kind: 'settled' | 'held' }>;

/**
 * Answers an intent whose record has ended. The same record delivered again gets the same event again,
 * because the crash that brought it back may have come before the publishing; another copy of the intent is a
 * duplicate, and says so. What a person resolved is held no more on its record, so no hold comes back this way.
 */
export function repeatAnswer(intake: Intake, ended: Ended): Handled {
  const outcome = ended.isRedelivery ? sameEventAgain(intake, ended) : duplicate(intake, ended);
  intake.ports.log.info(
    {
      event: ended.isRedelivery ? 'redelivered' : 'duplicate-prevented',
      clientOrderId: outcome.clientOrderId,
      traceId: intake.span.traceId,
    },
    'answered from the record, without a call to the venue',
  );
  const published: Promise<unknown>[] = [publishOutcome(intake, outcome)];
  if (ended.kind === 'held' && ended.isRedelivery) published.push(publishHold(intake, ended.hold));
  return { committable: Promise.all(published).then(() => intake.span.end()) };
}

function sameEventAgain({ subject }: Intake, ended: Ended): OrderOutcome {
  return ended.kind === 'held'
    ? heldOutcome(subject, ended.hold, [])
    : verdictOutcome(subject, ended.settlement, []);
}

function duplicate({ subject, ports }: Intake, ended: Ended): OrderOutcome {
  const known = ended.kind === 'held' ? ({ ordStatus: 'UNKNOWN' } as const) : ended.settlement;
  return duplicateOutcome(subject, known, ports.clock.epochMs());
}
