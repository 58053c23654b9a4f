import { type Ended, repeatedEvents } from '@orderonce/decisions';
import type { Handled } from '@orderonce/kafka';
import { publishHold } from '../held/publish-hold.ts';
import type { Intake } from '../intake/intake.ts';
import { publishOutcome } from '../publish-outcome.ts';

/** Answers an intent whose record has ended, with what that tells. */
export function repeatAnswer(intake: Intake, ended: Ended): Handled {
  const { clock, log } = intake.ports;
  const { clientOrderId } = intake.subject.intent;
  log.info(
    {
      event: ended.isRedelivery ? 'redelivered' : 'duplicate-prevented',
      clientOrderId,
      traceId: intake.span.traceId,
    },
    'answered from the record, without a call to the venue',
  );
  const outcomes = repeatedEvents(intake.subject, ended, clock.epochMs());
  const published: Promise<unknown>[] = outcomes.map((outcome) => publishOutcome(intake, outcome));
  if (ended.kind === 'held' && ended.isRedelivery) published.push(publishHold(intake, ended.hold));
  return { committable: Promise.all(published).then(() => intake.span.end()) };
}
