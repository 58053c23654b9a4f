import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Departure } from './departure.ts';
import { partitionFor } from './partition-for.ts';
import { createPublisherOn } from './publisher.ts';
import { createRecordChains } from './record-chains.ts';
import { createRecordSender } from './record-sender.ts';
import type { ProduceFate } from './testing/memory-brokers.ts';
import { memoryBrokers } from './testing/memory-brokers.ts';

const TOPIC = 't';
// One for each partition.
const KEYS = ['k3', 'k0', 'k8', 'k14'];

const departure = (partition: number, value: string): Departure => ({
  topic: TOPIC,
  key: KEYS[partition] ?? null,
  value,
});

test('the keys of these tests go one to each partition', () => {
  expect(KEYS.map((key) => partitionFor(key, 4))).toEqual([0, 1, 2, 3]);
});

test('each leader gets its partitions in one request, and each record learns its place', async () => {
  const { connection, requests } = memoryBrokers();
  const sender = createRecordSender(connection);
  const given = [departure(2, 'a'), departure(1, 'b'), departure(0, 'c'), departure(2, 'd')];
  expect(await sender.send(given)).toEqual([
    { topic: TOPIC, partition: 2, offset: '0' },
    { topic: TOPIC, partition: 1, offset: '0' },
    { topic: TOPIC, partition: 0, offset: '0' },
    { topic: TOPIC, partition: 2, offset: '1' },
  ]);
  expect(requests).toMatchObject([
    [
      { partition: 2, values: ['a', 'd'] },
      { partition: 0, values: ['c'] },
    ],
    [{ partition: 1, values: ['b'] }],
  ]);
});

test('a departure is told of once, when its partition is settled', async () => {
  const { connection } = memoryBrokers(['lost', 'ok']);
  const told: unknown[] = [];
  const sender = createRecordSender(connection, ({ partition, value }) => {
    told.push([partition, value]);
  });
  const given = [departure(3, 'a'), departure(3, 'b')];
  await expect(sender.send(given)).rejects.toThrow('lost');
  await sender.send(given);
  expect(told).toEqual([
    [3, 'a'],
    [3, 'b'],
  ]);
});

test('without an answer the same records go out again by the same numbers', async () => {
  const { connection, requests, logs, counts } = memoryBrokers(['ok', 'unanswered', 'lost', 'ok']);
  const sender = createRecordSender(connection);
  await sender.send([departure(0, 'a')]);
  const given = [departure(0, 'b'), departure(0, 'c')];
  await expect(sender.send(given)).rejects.toThrow('unanswered');
  await expect(sender.send(given)).rejects.toThrow('lost');
  expect(await sender.send(given)).toMatchObject([{ offset: '1' }, { offset: '2' }]);
  await sender.send([departure(0, 'd')]);
  expect(requests.flat().map(({ firstSequence }) => firstSequence)).toEqual([0, 1, 1, 3]);
  expect(logs[0]).toEqual(['a', 'b', 'c', 'd']);
  expect(counts).toMatchObject({ connected: 3, closed: 2, ids: 1 });
});

test.each(['moved', 'unsafe'] as const)(
  'after an error that passes the same records go out again by the same numbers (%s)',
  async (fate) => {
    const { connection, logs, counts } = memoryBrokers(['ok', fate, 'ok']);
    const sender = createRecordSender(connection);
    await sender.send([departure(0, 'a')]);
    const given = [departure(0, 'b')];
    await expect(sender.send(given)).rejects.toMatchObject({ retriable: true });
    expect(await sender.send(given)).toMatchObject([{ offset: '1' }]);
    expect(logs[0]).toEqual(['a', 'b']);
    expect(counts).toEqual({ connected: 2, closed: 1, ids: 1 });
  },
);

test('after an error that stays it is a new producer, over a new connection', async () => {
  const { connection, requests, counts } = memoryBrokers(['ok', 'refused', 'ok']);
  const sender = createRecordSender(connection);
  await sender.send([departure(0, 'a')]);
  await expect(sender.send([departure(0, 'b')])).rejects.toMatchObject({
    type: 'MESSAGE_TOO_LARGE',
  });
  await sender.send([departure(0, 'c')]);
  expect(requests.flat()).toMatchObject([
    { producerId: 1n, firstSequence: 0 },
    { producerId: 1n, firstSequence: 1 },
    { producerId: 2n, firstSequence: 0 },
  ]);
  expect(counts).toEqual({ connected: 2, closed: 1, ids: 2 });
});

test('what was acknowledged does not go out again with what was not', async () => {
  const { connection, requests, logs } = memoryBrokers(['moved', 'unanswered', 'ok']);
  const sender = createRecordSender(connection);
  const given = [0, 1, 2, 3].map((partition) => departure(partition, `to ${partition}`));
  await expect(sender.send(given)).rejects.toThrow();
  expect(await sender.send(given)).toHaveLength(4);
  expect(requests.map((batches) => batches.map(({ partition }) => partition))).toEqual([
    [0, 2],
    [1, 3],
    [0],
    [1, 3],
  ]);
  expect(logs[2]).toEqual(['to 2']);
});

test('an answer that leaves out a partition is not taken for an acknowledgement', async () => {
  const { connection } = memoryBrokers(['left-out']);
  const sender = createRecordSender(connection);
  await expect(sender.send([departure(0, 'a'), departure(2, 'b')])).rejects.toThrow(
    'no broker acknowledged t/2',
  );
});

test('a send settles when nothing of it is on its way any more', async () => {
  const { connection, requests } = memoryBrokers(['lost', 'slow']);
  const sender = createRecordSender(connection);
  await expect(sender.send([departure(0, 'a'), departure(1, 'b')])).rejects.toThrow('lost');
  expect(requests).toHaveLength(1);
});

test('the memory of a request is used again, but not that of one without an answer', async () => {
  const { connection, areUntouched } = memoryBrokers(['ok', 'unanswered', 'ok']);
  const sender = createRecordSender(connection);
  await sender.send([departure(0, 'a')]);
  await expect(sender.send([departure(0, 'b')])).rejects.toThrow('unanswered');
  await sender.send([departure(0, 'c')]);
  expect(areUntouched()).toEqual([false, true, true]);
});

test('records without a key go to all partitions in turn', async () => {
  const { connection, logs } = memoryBrokers();
  const sender = createRecordSender(connection);
  const keyless = Array.from({ length: 8 }, (_, n) => ({ topic: TOPIC, key: null, value: `${n}` }));
  await sender.send(keyless);
  expect(logs.map((log) => log.length)).toEqual([2, 2, 2, 2]);
});

const immediately = {
  monotonicMs: () => 0,
  after: (_delayMs: number, run: () => void) => {
    queueMicrotask(run);
    return () => {};
  },
};

async function publishedOver(fates: readonly ProduceFate[], partitions: readonly number[]) {
  const brokers = memoryBrokers([...fates]);
  const sender = createRecordSender(brokers.connection);
  const chains = createRecordChains({ topics: [] });
  const options = { scheduler: immediately, maxBatchRecords: 5 };
  const publisher = createPublisherOn(sender, chains, options);
  const places = await Promise.allSettled(
    partitions.map((partition, n) => publisher.publish(departure(partition, `${n}`))),
  );
  // What each partition was told to have, by the texts of the records; of those refused, nothing.
  const told = [0, 1, 2, 3].map((): string[] => []);
  for (const [n, place] of places.entries()) {
    if (place.status === 'rejected') continue;
    const { partition, offset } = place.value;
    expect(brokers.logs[partition]?.[Number(offset)]).toBe(`${n}`);
    told[partition]?.push(`${n}`);
  }
  return { logs: brokers.logs, told, isAllTold: told.flat().length === partitions.length };
}

const partitionsGiven = fc.array(fc.nat(3), { minLength: 1, maxLength: 30 });
const PASSING = ['ok', 'lost', 'unanswered', 'moved', 'unsafe', 'left-out', 'slow'] as const;

test('whatever passes on the way, each record stands where it was told, once and in order', async () => {
  const fates = fc.array(fc.constantFrom<ProduceFate>(...PASSING), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fates, partitionsGiven, async (given, partitions) => {
      const { logs, told, isAllTold } = await publishedOver(given, partitions);
      expect(isAllTold).toBe(true);
      expect(logs).toEqual(told);
    }),
    { numRuns: 400 },
  );
});

test('where records are refused too, all others stand where they were told, in order', async () => {
  const fates = fc.array(fc.constantFrom<ProduceFate>(...PASSING, 'refused'), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fates, partitionsGiven, async (given, partitions) => {
      const { logs, told } = await publishedOver(given, partitions);
      const known = new Set(told.flat());
      const first = logs.map((log) => [...new Set(log)].filter((text) => known.has(text)));
      expect(first).toEqual(told);
    }),
    { numRuns: 400 },
  );
});
