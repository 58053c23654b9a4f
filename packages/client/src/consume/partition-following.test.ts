import { describe, expect, it, vi } from 'vitest';
import { MemoryLog } from '../testing/memory-log.ts';
import {
  type KeptOutcomes,
  memoryOutcomeStore,
  nothingKept,
} from '../testing/memory-outcome-store.ts';
import { sampleId, sampleValue } from '../testing/sample-outcome.ts';
import type { OutcomeStore } from './outcome-store.ts';
import { type FollowingOptions, followPartitions } from './partition-following.ts';

function follow(log: MemoryLog, store: OutcomeStore, options: Partial<FollowingOptions> = {}) {
  const following = followPartitions({
    partitions: new Set([0]),
    store,
    read: (from, signal) => log.read(from, signal),
    maxBatchRecords: 2,
    pauseMs: 1,
    log: () => {},
    ...options,
  });
  return {
    ...following,
    async [Symbol.asyncDispose]() {
      following.stop();
      await following.ended;
    },
  };
}

const effects = (kept: KeptOutcomes, count: number) =>
  vi.waitFor(() => expect(kept.effects).toHaveLength(count), { interval: 1 });

describe('following partitions', () => {
  it('cuts what was read into batches that go on where the one before ended', async () => {
    const log = new MemoryLog();
    log.append(0, sampleValue(0), sampleValue(1), sampleValue(2));
    const { kept, ...store } = memoryOutcomeStore();
    await using _ = follow(log, store);
    await effects(kept, 3);
    expect(kept.batches).toMatchObject([
      { topic: 'outcomes', partition: 0, fromOffset: null, nextOffset: '2' },
      { topic: 'outcomes', partition: 0, fromOffset: '2', nextOffset: '3' },
    ]);
  });

  it('is caught up when the store has taken what was there, and not before', async () => {
    const log = new MemoryLog();
    log.append(0, sampleValue(0));
    const taking = Promise.withResolvers<'done'>();
    await using following = follow(log, { resume: async () => null, take: () => taking.promise });
    await vi.waitFor(() => expect(log.readings).toHaveLength(1));
    await new Promise(setImmediate);
    expect(following.isCaughtUp()).toBe(false);
    taking.resolve('done');
    await vi.waitFor(() => expect(following.isCaughtUp()).toBe(true));
  });

  it('takes partitions beside each other, and the batches of one after each other', async () => {
    const log = new MemoryLog();
    log.append(0, sampleValue(0), sampleValue(1), sampleValue(2));
    log.append(1, sampleValue(3));
    const began: string[] = [];
    const first = Promise.withResolvers<'done'>();
    const store: OutcomeStore = {
      resume: async () => null,
      take: ({ partition, nextOffset }) => {
        began.push(`${partition} to ${nextOffset}`);
        return nextOffset === '2' ? first.promise : Promise.resolve('done');
      },
    };
    await using _ = follow(log, store, { partitions: new Set([0, 1]) });
    await vi.waitFor(() => expect(began).toEqual(['0 to 2', '1 to 1']));
    first.resolve('done');
    await vi.waitFor(() => expect(began).toEqual(['0 to 2', '1 to 1', '0 to 3']));
  });

  it('asks the store anew where it stands when another instance went on', async () => {
    const log = new MemoryLog();
    log.append(0, ...[0, 1, 2].map(sampleValue));
    const kept = nothingKept();
    await using following = follow(log, memoryOutcomeStore(kept));
    await effects(kept, 3);
    // Another instance has taken the next one from under it.
    kept.offsets.set(0, '4');
    log.append(0, ...[3, 4].map(sampleValue));
    await effects(kept, 4);
    expect(kept.effects.at(-1)).toBe(sampleId(4));
    expect(log.readings).toEqual([new Map([[0, null]]), new Map([[0, '4']])]);
    await vi.waitFor(() => expect(following.isCaughtUp()).toBe(true));
  });

  it('takes the batch at hand to its end when it is stopped, and no other', async () => {
    const log = new MemoryLog();
    log.append(0, ...[0, 1, 2, 3].map(sampleValue));
    const first = Promise.withResolvers<'done'>();
    const take = vi.fn(() => first.promise);
    const following = follow(log, { resume: async () => null, take });
    await vi.waitFor(() => expect(take).toHaveBeenCalled());
    following.stop();
    const end = vi.fn();
    void following.ended.then(end);
    await new Promise(setImmediate);
    expect(end).not.toHaveBeenCalled();
    first.resolve('done');
    await following.ended;
    expect(take).toHaveBeenCalledTimes(1);
  });

  it('ends with the error of its store, when no other batch is being taken', async () => {
    const log = new MemoryLog();
    log.append(0, sampleValue(0));
    log.append(1, sampleValue(1));
    const other = Promise.withResolvers<'done'>();
    const { ended } = follow(
      log,
      {
        resume: async () => null,
        take: ({ partition }) =>
          partition === 0 ? Promise.reject(new Error('disk full')) : other.promise,
      },
      { partitions: new Set([0, 1]) },
    );
    const end = vi.fn();
    ended.catch(end);
    await new Promise(setImmediate);
    expect(end).not.toHaveBeenCalled();
    other.resolve('done');
    await expect(ended).rejects.toThrow('disk full');
  });

  it('hands over what is no outcome, says so, and goes on', async () => {
    const log = new MemoryLog();
    log.append(0, '{', sampleValue(0));
    const said = vi.fn();
    const { kept, ...store } = memoryOutcomeStore();
    await using _ = follow(log, store, { log: said });
    await effects(kept, 1);
    expect(kept.batches).toMatchObject([
      { nextOffset: '2', unreadable: [{ position: { partition: 0, offset: '0' } }] },
    ]);
    expect(said).toHaveBeenCalledWith(
      'error',
      'records are no outcomes',
      expect.objectContaining({ partition: 0, offset: '0', count: 1 }),
    );
  });

  it('is caught up without partitions', async () => {
    await using following = follow(new MemoryLog(), memoryOutcomeStore(), {
      partitions: new Set(),
    });
    expect(following.isCaughtUp()).toBe(true);
  });
});
