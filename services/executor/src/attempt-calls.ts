import type { Attempt } from './attempt.ts';
import { beginCall, callVenue, endCall, type VenueAnswer, type VenueCall } from './call-venue.ts';

type Heard = VenueAnswer & Parameters<Attempt['hear']>[0];

/** Asks the venue about an order; the answer is evidence. */
export async function askVenue<Answer extends Heard>(
  attempt: Attempt,
  call: VenueCall<Answer>,
): Promise<Answer> {
  const answer = await callVenue(attempt.intake, attempt.broker, call);
  attempt.hear(answer);
  return answer;
}

/**
 * Sends what makes or changes an order. A send that repeats an earlier one of this attempt is linked to it; after an
 * answer that leaves the fate open, the order is in doubt.
 */
export async function sendToVenue<Answer extends Heard>(
  attempt: Attempt,
  call: VenueCall<Answer>,
): Promise<Answer> {
  const { intake, broker, earlierSends } = attempt;
  const underWay = beginCall(intake, broker, call, earlierSends);
  const answer = await call.send();
  endCall(intake, underWay, answer);
  attempt.earlierSends = { last: underWay.span, count: (earlierSends?.count ?? 0) + 1 };
  attempt.hear(answer);
  if (answer.kind === 'unknown' || answer.kind === 'duplicate') attempt.beginDoubt();
  return answer;
}
