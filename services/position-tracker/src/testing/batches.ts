import type { OutcomeBatch, ReadOutcome } from '@orderonce/client';
import type { Outcome } from '@orderonce/contracts';

const TOPIC = 'orders.outcomes';

/** A batch of one partition as the consumer hands it over: one record an outcome, from `firstOffset` on. */
export function batchOf(
  outcomes: readonly Outcome[],
  place: {
    readonly fromOffset: string | null;
    readonly firstOffset?: number;
    readonly partition?: number;
    readonly headers?: ReadOutcome['headers'];
  },
): OutcomeBatch {
  const { fromOffset, firstOffset = Number(fromOffset ?? 0), partition = 0, headers = {} } = place;
  return {
    topic: TOPIC,
    partition,
    fromOffset,
    nextOffset: String(firstOffset + outcomes.length),
    outcomes: outcomes.map((outcome, at) => ({
      outcome,
      position: { topic: TOPIC, partition, offset: String(firstOffset + at) },
      headers,
      logTimeMs: 1_790_000_000_000,
    })),
    unreadable: [],
  };
}
