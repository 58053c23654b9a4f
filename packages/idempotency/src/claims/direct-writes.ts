import type { RecordStore } from '../store/record-store.ts';
import type { Answered, Batch } from '../store/turn-batcher.ts';
import type { RecordWrites } from './record-writes.ts';

/** Memory's generation is this process's life. */
const SAME_GENERATION = { next: 'process', beginsAnew: false };

/** Writes straight to one store, without gathering them: memory answers at once. */
export function directWrites(store: RecordStore): RecordWrites {
  return {
    read: store.read,
    async claim(accountId, write) {
      return only(await store.claim(accountId, [write], SAME_GENERATION));
    },
    async update(accountId, write) {
      return only(await store.update(accountId, [write]));
    },
  };
}

function only<Result>({ results, ...rest }: Batch<Result>): Answered<Result> {
  const [result] = results;
  if (result === undefined) throw new Error('the store answered for fewer than it was asked');
  return { ...rest, result };
}
