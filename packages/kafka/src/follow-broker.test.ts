import { expect, test } from 'vitest';
import type { FetchedPartition } from './fetch-answer.ts';
import type { IncomingRecord } from './ports.ts';
import { encodeBatch } from './testing/index.ts';
import type { Offsets, TopicCluster } from './topic-cluster.ts';
import type { TopicReaderOptions } from './topic-reader.ts';
import { runTopicReader } from './topic-reader.ts';

type Answer = (from: Offsets) => Promise<FetchedPartition[]> | FetchedPartition[];

function topicWith(end: Offsets, fetch: Answer) {
  const asked: Record<number, string>[] = [];
  const cluster: TopicCluster = {
    connect: async () => {},
    leaders: () => new Map([['1', [...end.keys()]]]),
    offsetsAt: async (place) =>
      place === 'beginning' ? new Map([...end.keys()].map((partition) => [partition, 0n])) : end,
    async fetch(_nodeId, from) {
      asked.push(Object.fromEntries(Array.from(from, ([at, offset]) => [at, String(offset)])));
      return fetch(from);
    },
    refresh: async () => {},
    close: async () => {},
  };
  return { cluster, asked };
}

function fetched(partition: number, lastStableOffset: bigint, ...batches: Buffer[]) {
  const bytes = Buffer.concat(batches);
  return { partition, errorCode: 0, lastStableOffset, abortedTransactions: [], bytes };
}

const batchAt = (firstOffset: bigint, ...texts: string[]) =>
  encodeBatch({ firstOffset, records: texts.map((text) => ({ value: Buffer.from(text) })) });

async function run(cluster: TopicCluster, options: Partial<TopicReaderOptions> = {}) {
  const read: string[] = [];
  let isCaughtUp = false;
  await runTopicReader({
    topic: 'topic',
    from: 'beginning',
    until: 'end',
    maxWaitMs: 5,
    cluster,
    log: () => {},
    stop: AbortSignal.timeout(2_000),
    async onRecords(records) {
      for (const { offset, value } of [...records].flat()) read.push(`${offset} ${value}`);
    },
    onCaughtUp: async () => {
      isCaughtUp = true;
    },
    ...options,
  });
  return { read, isCaughtUp };
}

test('the next answer is asked for before the present one is handed over, and no more', async () => {
  const { cluster, asked } = topicWith(new Map([[0, 3n]]), async (from) => {
    const at = from.get(0) ?? 0n;
    return [fetched(0, 3n, await batchAt(at, `at ${at}`))];
  });
  const handedOver = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
  const askedWhenHandedOver: number[] = [];
  const reading = run(cluster, {
    async onRecords(records) {
      const count = [...records].flat().length;
      expect(count).toBe(1);
      askedWhenHandedOver.push(asked.length);
      await handedOver[askedWhenHandedOver.length - 1]?.promise;
    },
  });
  await expect.poll(() => askedWhenHandedOver).toEqual([2]);
  // The second answer is there by now; a third question waits until the first is out of hand.
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked).toEqual([{ 0: '0' }, { 0: '1' }]);
  for (const { resolve } of handedOver) resolve();
  expect(await reading).toMatchObject({ isCaughtUp: true });
  expect(askedWhenHandedOver).toEqual([2, 3, 3]);
  expect(asked).toEqual([{ 0: '0' }, { 0: '1' }, { 0: '2' }]);
});

test('what an answer brings from before the question is not handed over again', async () => {
  const { cluster, asked } = topicWith(new Map([[0, 4n]]), async (from) => {
    const first = await batchAt(0n, 'a', 'b', 'c');
    const second = await batchAt(3n, 'd');
    const isAtSecond = from.get(0) === 3n;
    return [fetched(0, 4n, ...(isAtSecond ? [second] : [first, second.subarray(0, 65)]))];
  });
  expect((await run(cluster)).read).toEqual(['0 a', '1 b', '2 c', '3 d']);
  expect((await run(cluster, { from: { offsets: new Map([[0, '2']]) } })).read).toEqual([
    '2 c',
    '3 d',
  ]);
  expect(asked).toEqual([{ 0: '0' }, { 0: '3' }, { 0: '2' }, { 0: '3' }]);
});

test('a partition that is read to its limit is not asked about again', async () => {
  const ends = new Map([
    [0, 2n],
    [1, 9n],
  ]);
  const { cluster, asked } = topicWith(ends, async (from) =>
    Promise.all(
      Array.from(from, async ([partition, at]) =>
        fetched(partition, ends.get(partition) ?? 0n, await batchAt(at, 'x', 'y', 'z')),
      ),
    ),
  );
  // The first one's lies beyond its end, which counts then.
  const limits = [
    [0, '99'],
    [1, '4'],
  ] as const;
  const until = { offsets: new Map(limits) };
  const { read, isCaughtUp } = await run(cluster, { until });
  expect(isCaughtUp).toBe(true);
  expect(read).toEqual(['0 x', '1 y', '0 x', '1 y', '2 z', '3 x']);
  expect(asked).toEqual([{ 0: '0', 1: '0' }, { 1: '3' }]);
});

test('a reader whose batches are all skipped still catches up, without a pause, and shows that it lives', async () => {
  const { cluster, asked } = topicWith(new Map([[0, 60n]]), async (from) => [
    fetched(0, 60n, await batchAt(from.get(0) ?? 0n, 'hay')),
  ]);
  const handedOver: (readonly IncomingRecord[])[] = [];
  const startedMs = performance.now();
  const { isCaughtUp } = await run(cluster, {
    maxWaitMs: 1_000,
    mayHold: (bytes) => bytes.includes('needle'),
    onRecords: async (records) => {
      handedOver.push(...records);
    },
  });
  expect(isCaughtUp).toBe(true);
  expect(handedOver).toEqual(Array(60).fill([]));
  expect(asked.length).toBe(60);
  expect(performance.now() - startedMs).toBeLessThan(1_000);
});

test('answers that come at once and bring nothing are not asked for without a pause', async () => {
  const { cluster, asked } = topicWith(new Map([[0, 5n]]), () => [fetched(0, 2n)]);
  const stop = AbortSignal.timeout(100);
  const { isCaughtUp } = await run(cluster, { maxWaitMs: 25, stop });
  expect(isCaughtUp).toBe(false);
  expect(asked.length).toBeLessThan(8);
});

test('a tail that compaction took does not keep a reader waiting', async () => {
  const { cluster, asked } = topicWith(new Map([[0, 5n]]), () => [fetched(0, 5n)]);
  expect(await run(cluster)).toEqual({ read: [], isCaughtUp: true });
  expect(asked.length).toBe(1);
});

test('damage ends the reading, after the records before it', async () => {
  const { cluster } = topicWith(new Map([[0, 2n]]), async (from) => {
    const at = from.get(0) ?? 0n;
    const bytes = await batchAt(at, `at ${at}`);
    if (at === 1n) bytes[70] = (bytes[70] ?? 0) ^ 1;
    return [fetched(0, 2n, bytes)];
  });
  const read: string[] = [];
  const reading = run(cluster, {
    async onRecords(records) {
      for (const { offset } of [...records].flat()) read.push(offset);
    },
  });
  await expect(reading).rejects.toMatchObject({
    code: 'UNREADABLE',
    text: 'topic, partition 0, the batch at offset 1: the checksum is not that of the bytes',
  });
  expect(read).toEqual(['0']);
});
