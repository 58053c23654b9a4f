import { createPublisher, deleteRun } from '@orderonce/kafka';
import {
  deleteRecordsBefore,
  integrationConnection,
  temporaryTopic,
  uniqueName,
} from '@orderonce/kafka/testing';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { memoryOutcomeStore, nothingKept } from '../testing/memory-outcome-store.ts';
import { sampleId, sampleValue } from '../testing/sample-outcome.ts';
import { consumeOutcomes } from './consume-outcomes.ts';
import type { OutcomeStore } from './outcome-store.ts';

const connection = integrationConnection();
const outcomes = createPublisher(connection);
const groupIds: string[] = [];
const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, n) => from + n);
const sorted = (ids: readonly string[]) => [...ids].sort();

afterAll(async () => {
  await outcomes.stop(1000);
  await deleteRun(connection, { topics: [], groupIds });
});

async function publish(topic: string, numbers: readonly number[]): Promise<void> {
  const put = (n: number) => outcomes.publish({ topic, key: `k${n}`, value: sampleValue(n) });
  await Promise.all(numbers.map(put));
}

const has = (expected: () => void) => vi.waitFor(expected, PATIENT);
const PATIENT = { timeout: 20_000, interval: 20 };

async function openTopic(partitions: number) {
  const topic = await temporaryTopic(connection, { partitions });
  const groupId = uniqueName('reader');
  groupIds.push(groupId);
  const consume = (store: OutcomeStore, options: { readonly maxBatchRecords?: number } = {}) =>
    consumeOutcomes({ connection, topic: topic.name, groupId, store, ...options });
  return { name: topic.name, consume, [Symbol.asyncDispose]: () => topic[Symbol.asyncDispose]() };
}

describe('a consumer of outcomes on a real Kafka', () => {
  it('takes all partitions in order, and what comes later', async () => {
    await using topic = await openTopic(3);
    await publish(topic.name, upTo(50));
    const store = memoryOutcomeStore();
    const consumer = await topic.consume(store, { maxBatchRecords: 7 });
    expect(consumer.assignment()).toEqual(new Set([0, 1, 2]));
    await expect.poll(consumer.isCaughtUp, PATIENT).toBe(true);
    expect(sorted(store.kept.effects)).toEqual(upTo(50).map(sampleId));
    await publish(topic.name, upTo(10, 50));
    await has(() => expect(sorted(store.kept.effects)).toEqual(upTo(60).map(sampleId)));
    await consumer.stop();
    expect(store.released.sort()).toEqual([0, 1, 2]);
    expect(store.kept.batches.every(({ outcomes }) => outcomes.length <= 7)).toBe(true);
    for (const { partition, outcomes } of store.kept.batches)
      expect(outcomes.every(({ position }) => position.partition === partition)).toBe(true);
  });

  it('goes on where its store stands', async () => {
    await using topic = await openTopic(2);
    const kept = nothingKept();
    await publish(topic.name, upTo(20));
    const first = await topic.consume(memoryOutcomeStore(kept));
    await expect.poll(first.isCaughtUp, PATIENT).toBe(true);
    await first.stop();
    await publish(topic.name, upTo(20, 20));
    const second = await topic.consume(memoryOutcomeStore(kept));
    await has(() => expect(sorted(kept.effects)).toEqual(upTo(40).map(sampleId)));
    await second.stop();
    for (const partition of [0, 1]) {
      const batches = kept.batches.filter((batch) => batch.partition === partition);
      const ends = batches.map(({ nextOffset }) => nextOffset);
      expect(batches.map(({ fromOffset }) => fromOffset)).toEqual([null, ...ends.slice(0, -1)]);
    }
  });

  it('shares partitions between instances, and takes those of one that leaves', async () => {
    await using topic = await openTopic(4);
    const kept = nothingKept();
    const stores = [memoryOutcomeStore(kept), memoryOutcomeStore(kept)] as const;
    const [a, b] = await Promise.all(stores.map((store) => topic.consume(store)));
    if (!a || !b) throw new Error('two were started');
    await has(() => expect([a.assignment().size, b.assignment().size]).toEqual([2, 2]));
    expect(new Set([...a.assignment(), ...b.assignment()])).toEqual(new Set([0, 1, 2, 3]));
    await publish(topic.name, upTo(100));
    await has(() => expect(sorted(kept.effects)).toEqual(upTo(100).map(sampleId)));
    await a.stop();
    await publish(topic.name, upTo(100, 100));
    await has(() => expect(b.assignment().size).toBe(4));
    await has(() => expect(sorted(kept.effects)).toEqual(upTo(200).map(sampleId)));
    await b.stop();
  });

  it('has one effect of each outcome though two instances own the same partition', async () => {
    await using topic = await openTopic(1);
    const kept = nothingKept();
    await publish(topic.name, upTo(50));
    // Groups of their own: each is given the partition.
    const others = { connection, topic: topic.name, maxBatchRecords: 3 };
    const consumers = await Promise.all(
      [uniqueName('a'), uniqueName('b')].map((groupId) => {
        groupIds.push(groupId);
        return consumeOutcomes({ ...others, groupId, store: memoryOutcomeStore(kept) });
      }),
    );
    for (const n of upTo(50, 50)) await publish(topic.name, [n]);
    await has(() => expect(sorted(kept.effects)).toEqual(upTo(100).map(sampleId)));
    await Promise.all(consumers.map((consumer) => consumer.stop()));
    expect(sorted(kept.effects)).toEqual(upTo(100).map(sampleId));
  });

  it('shows records that are no outcomes and goes on behind them', async () => {
    await using topic = await openTopic(1);
    await publish(topic.name, [0]);
    await outcomes.publish({ topic: topic.name, key: 'k', value: '{' });
    await publish(topic.name, [1]);
    const store = memoryOutcomeStore();
    const consumer = await topic.consume(store);
    await has(() => expect(store.kept.effects).toEqual([sampleId(0), sampleId(1)]));
    await consumer.stop();
    const unreadable = store.kept.batches.flatMap((batch) => batch.unreadable);
    expect(unreadable).toMatchObject([{ position: { partition: 0, offset: '1' } }]);
  });

  it('says what is gone rather than passing over it', async () => {
    await using topic = await openTopic(1);
    await publish(topic.name, upTo(5));
    await deleteRecordsBefore(connection, topic.name, 0, '3');
    const kept = nothingKept();
    kept.offsets.set(0, '1');
    const consumer = await topic.consume(memoryOutcomeStore(kept));
    await expect(consumer.failed).rejects.toThrow(
      /^RECORDS_GONE[\s\S]*partition 0 goes on at 1 in the store, and the log has 3 to 5/,
    );
    expect(kept.effects).toEqual([]);
  });

  it('ends when its store does not keep what it is given', async () => {
    await using topic = await openTopic(1);
    await publish(topic.name, [0]);
    const store = { resume: async () => null, take: () => Promise.reject(new Error('disk full')) };
    const consumer = await topic.consume(store);
    await expect(consumer.failed).rejects.toThrow('disk full');
    await consumer.stop();
  });
});
