import type { OutcomeBatch } from '../consume/outcome-batch.ts';
import type { OutcomeStore } from '../consume/outcome-store.ts';

/** What a store kept, in memory that several instances may share. */
export interface KeptOutcomes {
  readonly offsets: Map<number, string>;
  /** Outcome ids in the order of their effects; repeats on the log are there as often. */
  readonly effects: string[];
  readonly batches: OutcomeBatch[];
}

export const nothingKept = (): KeptOutcomes => ({ offsets: new Map(), effects: [], batches: [] });

/** A store that keeps the port's promise over `kept`. */
export function memoryOutcomeStore(kept: KeptOutcomes = nothingKept()) {
  const released: number[] = [];
  const store: OutcomeStore = {
    resume: async (partition) => kept.offsets.get(partition) ?? null,
    async take(batch) {
      if ((kept.offsets.get(batch.partition) ?? null) !== batch.fromOffset) return 'superseded';
      kept.offsets.set(batch.partition, batch.nextOffset);
      kept.batches.push(batch);
      kept.effects.push(...batch.outcomes.map(({ outcome }) => outcome.outcomeId));
      return 'done';
    },
    release: (partition) => void released.push(partition),
  };
  return { ...store, kept, released };
}
