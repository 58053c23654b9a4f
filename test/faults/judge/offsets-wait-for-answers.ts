import { groupBy } from './by-order.ts';
import type { History, Place, Violation } from './history.ts';

const ANSWERS = new Set(['ACCEPTED', 'REJECTED', 'DENIED', 'HELD', 'REFUSED']);

/** Invariant 5: no committed offset has passed an intent that is without a verdict, a hold or a dead letter. */
export function offsetsWaitForAnswers(history: History): Violation[] {
  const answered = groupBy(history.outcomes, ({ outcome }) =>
    ANSWERS.has(outcome.execType) ? outcome.clientOrderId : undefined,
  );
  const dead = new Set(history.deadLetters.map(placeName));
  const violations: Violation[] = [];
  for (const logged of history.intents) {
    const committed = history.committedOffsets.get(logged.partition) ?? 0n;
    const { clientOrderId } = logged.intent;
    if (logged.offset >= committed) continue;
    if (!answered.has(clientOrderId) && !dead.has(placeName(logged)))
      violations.push({
        invariant: 5,
        clientOrderId,
        text: `offset ${committed} of partition ${logged.partition} is committed, past ${logged.offset}, which has no answer`,
      });
  }
  return violations;
}

const placeName = ({ partition, offset }: Place) => `${partition}-${offset}`;
