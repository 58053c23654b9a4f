import type { RecordStore } from '../store/record-store.ts';
import type { Answered, Batch } from '../store/turn-batcher.ts';
import type { RecordWrites } from './record-writes.ts';

/**
 * Writes that are also noted in this process's memory once the store took them, so that an outage begins
 * with what this process knows and not with nothing.
 */
export function mirrored(writes: RecordWrites, memory: RecordStore): RecordWrites {
  return {
    read: writes.read,
    async claim(accountId, write) {
      const answered = await writes.claim(accountId, write);
      if (answered.result.kind === 'set')
        await noted(memory.claim(accountId, [write], SAME_GENERATION));
      return answered;
    },
    async update(accountId, write) {
      const answered = await writes.update(accountId, write);
      if (answered.result.kind === 'done') await noted(memory.update(accountId, [write]));
      return answered;
    },
  };
}

/** Memory that is full remembers less; that is no reason to fail what the store has taken. */
async function noted(write: Promise<unknown>): Promise<void> {
  await write.catch(() => {});
}

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
