import type { OrderOutcome } from '@orderonce/contracts';
import { duplicateOutcome, heldOutcome, stateToTell, verdictEvents } from '@orderonce/decisions';
import type { Handled } from '@orderonce/kafka';
import { publishHold } from '../held/publish-hold.ts';
import type { Intake } from '../intake/intake.ts';
import { publishOutcome } from '../publish-outcome.ts';
import type { Claimed } from './claim-intent.ts';

type Ended = Extract<Claimed, { readonly kind: 'settled' | 'held' }>;

/**
 * Answers an intent whose record has ended. The same record delivered again gets the same events again,
 * because the crash that brought it back may have come before the publishing; another copy of the intent is a
 * duplicate, and says so. What a person resolved is held no more on its record, so no hold comes back this way.
 */
export function repeatAnswer(intake: Intake, ended: Ended): Handled {
  const { log } = intake.ports;
  const { clientOrderId } = intake.subject.intent;
  log.info(
    {
      event: ended.isRedelivery ? 'redelivered' : 'duplicate-prevented',
      clientOrderId,
      traceId: intake.span.traceId,
    },
    'answered from the record, without a call to the venue',
  );
  const outcomes = ended.isRedelivery ? sameEventsAgain(intake, ended) : [duplicate(intake, ended)];
  const published: Promise<unknown>[] = outcomes.map((outcome) => publishOutcome(intake, outcome));
  if (ended.kind === 'held' && ended.isRedelivery) published.push(publishHold(intake, ended.hold));
  return { committable: Promise.all(published).then(() => intake.span.end()) };
}

function sameEventsAgain({ subject }: Intake, ended: Ended): OrderOutcome[] {
  return ended.kind === 'held'
    ? [heldOutcome(subject, ended.hold, [])]
    : verdictEvents(subject, ended.settlement, []);
}

function duplicate({ subject, ports }: Intake, ended: Ended): OrderOutcome {
  const known =
    ended.kind === 'held' ? ({ ordStatus: 'UNKNOWN' } as const) : stateToTell(ended.settlement);
  return duplicateOutcome(subject, known, ports.clock.epochMs());
}
