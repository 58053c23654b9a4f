import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { MemoryLog } from '../testing/memory-log.ts';
import { memoryOutcomeStore, nothingKept } from '../testing/memory-outcome-store.ts';
import { sampleId, sampleValue } from '../testing/sample-outcome.ts';
import type { OutcomeStore } from './outcome-store.ts';
import { followPartitions } from './partition-following.ts';
import { createPartitionKeeper } from './partition-keeper.ts';

function instance(log: MemoryLog, store: OutcomeStore) {
  const failures: unknown[] = [];
  const keeper = createPartitionKeeper({
    store,
    follow: (partitions) =>
      followPartitions({
        partitions,
        store,
        read: (from, signal) => log.read(from, signal),
        maxBatchRecords: 3,
        pauseMs: 1,
        log: () => {},
      }),
    onFailure: (error) => failures.push(error),
  });
  return { ...keeper, failures };
}

describe('a keeper of partitions', () => {
  it('follows what it is given, and releases what it is given no more', async () => {
    const log = new MemoryLog();
    const store = memoryOutcomeStore();
    const keeper = instance(log, store);
    keeper.assign(new Set([0, 1]));
    await vi.waitFor(() => expect(keeper.isCaughtUp()).toBe(true));
    expect(store.released).toEqual([]);
    keeper.assign(new Set([1, 2]));
    await vi.waitFor(() => expect(store.released).toEqual([0]));
    await keeper.stop();
    expect(store.released).toEqual([0, 1, 2]);
    expect(keeper.assignment()).toEqual(new Set());
  });

  it('has handed over when the batch at hand is taken, and is not caught up from then on', async () => {
    const log = new MemoryLog();
    log.append(0, sampleValue(0));
    const taking = Promise.withResolvers<'done'>();
    const take = vi.fn(() => taking.promise);
    const keeper = instance(log, { resume: async () => null, take });
    keeper.assign(new Set([0]));
    await vi.waitFor(() => expect(take).toHaveBeenCalled());
    const handedOver = vi.fn();
    void keeper.handOver().then(handedOver);
    await new Promise(setImmediate);
    expect(handedOver).not.toHaveBeenCalled();
    taking.resolve('done');
    await vi.waitFor(() => expect(handedOver).toHaveBeenCalled());
    expect(keeper.isCaughtUp()).toBe(false);
    await keeper.stop();
  });

  it('releases a partition and begins the next ones when the batch at hand is taken', async () => {
    const log = new MemoryLog();
    log.append(0, sampleValue(0));
    const taking = Promise.withResolvers<'done'>();
    const take = vi.fn(() => taking.promise);
    const release = vi.fn();
    const keeper = instance(log, { resume: async () => null, take, release });
    keeper.assign(new Set([0]));
    await vi.waitFor(() => expect(take).toHaveBeenCalled());
    keeper.assign(new Set([1]));
    await new Promise(setImmediate);
    expect(release).not.toHaveBeenCalled();
    expect(log.readings).toHaveLength(1);
    taking.resolve('done');
    await vi.waitFor(() => expect(log.readings).toHaveLength(2));
    expect(release.mock.calls).toEqual([[0]]);
    await keeper.stop();
  });

  it('begins nothing after it was stopped', async () => {
    const log = new MemoryLog();
    const keeper = instance(log, memoryOutcomeStore());
    keeper.assign(new Set([0]));
    await keeper.stop();
    keeper.assign(new Set([1]));
    await keeper.stop();
    expect(log.readings.flatMap((from) => [...from.keys()])).not.toContain(1);
  });

  it('tells of a store that does not say where it stands', async () => {
    const store = { resume: () => Promise.reject(new Error('no disk')), take: vi.fn() };
    const keeper = instance(new MemoryLog(), store);
    keeper.assign(new Set([0]));
    await vi.waitFor(() => expect(keeper.failures).toEqual([new Error('no disk')]));
    await keeper.stop();
  });

  it('gives each outcome one effect, in order, whoever believes to own which partition', async () => {
    const partitions = [0, 1, 2];
    const instances = 3;
    const step = fc.oneof(
      fc.record({ append: fc.constantFrom(...partitions), count: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ to: fc.nat(instances - 1), given: fc.subarray(partitions) }),
      fc.record({ handOver: fc.nat(instances - 1) }),
      fc.record({ turns: fc.integer({ min: 1, max: 20 }) }),
    );
    const law = async (
      steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
    ) => {
      const log = new MemoryLog();
      const kept = nothingKept();
      const keepers = Array.from({ length: instances }, () =>
        instance(log, slow(memoryOutcomeStore(kept))),
      );
      const written = new Map(partitions.map((partition) => [partition, [] as string[]]));
      let next = 0;
      for (const each of steps) {
        if ('append' in each)
          for (let n = 0; n < each.count; n += 1) {
            log.append(each.append, sampleValue(next));
            written.get(each.append)?.push(sampleId(next));
            next += 1;
          }
        else if ('to' in each) keepers[each.to]?.assign(new Set(each.given));
        else if ('handOver' in each) void keepers[each.handOver]?.handOver();
        else for (let turn = 0; turn < each.turns; turn += 1) await new Promise(setImmediate);
      }
      keepers[0]?.assign(new Set(partitions));
      await vi.waitFor(() => expect(kept.effects).toHaveLength(next), { interval: 2 });
      await Promise.all(keepers.map((keeper) => keeper.stop()));
      for (const partition of partitions) {
        const own = kept.batches.filter((batch) => batch.partition === partition);
        const ids = own.flatMap(({ outcomes }) => outcomes.map(({ outcome }) => outcome.outcomeId));
        expect(ids).toEqual(written.get(partition));
      }
      expect(keepers.flatMap(({ failures }) => failures)).toEqual([]);
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), law), { numRuns: 60 });
  });
});

/** Answers some turns later, so that other instances come between. */
function slow(store: OutcomeStore): OutcomeStore {
  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
  };
  return {
    async resume(partition) {
      const offset = await store.resume(partition);
      await turns(2);
      return offset;
    },
    async take(batch) {
      await turns(2);
      const taken = await store.take(batch);
      await turns(1);
      return taken;
    },
  };
}
