import { decodeIntent, decodeOutcome } from '@orderonce/contracts';
import { TOPIC_NAMES, type World } from './world.ts';

/** Empties the store. Whatever has no outcome yet may be sent once more: nothing is left that says otherwise. */
export function emptyStore({ store, log, orders }: World): void {
  const answered = new Set(
    log.all(TOPIC_NAMES.outcomes).flatMap(({ value }) => {
      const decoded = decodeOutcome(value);
      return decoded.ok ? [decoded.outcome.clientOrderId] : [];
    }),
  );
  for (const { value } of log.all(TOPIC_NAMES.intents)) {
    const decoded = decodeIntent(value);
    if (decoded.ok && !answered.has(decoded.intent.clientOrderId))
      orders.touch([decoded.intent.clientOrderId]);
  }
  store.lose();
}
