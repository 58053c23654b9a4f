import { expect, onTestFinished, test } from 'vitest';
import { groupProgress } from './group-progress.ts';
import type { KeyedConsumerOptions } from './keyed-consumer.ts';
import { startKeyedConsumer } from './keyed-consumer.ts';
import type { Handled, IncomingRecord, LaneContext } from './ports.ts';
import { createPublisher } from './publisher.ts';
import {
  API,
  deleteRecordsBefore,
  faultySockets,
  integrationConnection,
  temporaryTopic,
  uniqueName,
} from './testing/index.ts';

const connection = integrationConnection();
const DONE: Handled = { committable: Promise.resolve() };

async function publish(topic: string, texts: readonly string[]) {
  const publisher = createPublisher(connection);
  await Promise.all(
    // `a1` has the key `a`.
    texts.map((value) => publisher.publish({ topic, key: value.replace(/\d+$/, ''), value })),
  );
  await publisher.stop(1_000);
}

/** What a group's members did, told by the text of each record. */
function ledger() {
  const begun: string[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const note = (text: string) => {
    begun.push(text);
    for (const { count, resolve } of waiting) if (begun.length >= count) resolve();
  };
  /** Resolves when so many were begun. */
  const reached = (count: number) =>
    new Promise<void>((resolve) => {
      waiting.push({ count, resolve });
      if (begun.length >= count) resolve();
    });
  return { begun, note, reached };
}

async function member(options: Partial<KeyedConsumerOptions> & { topic: string; groupId: string }) {
  const consumer = await startKeyedConsumer(connection, {
    laneOf: ({ key }) => String(key),
    handle: async () => DONE,
    maxConcurrent: 1_000,
    sessionTimeoutMs: 6_000,
    heartbeatIntervalMs: 200,
    commitIntervalMs: 50,
    ...options,
  });
  consumer.crashed.catch(() => {});
  onTestFinished(() => consumer.stop(0));
  return consumer;
}

const isCaughtUp = async (topic: string, groupId: string) =>
  (await groupProgress(connection, { topic, groupId })).isCaughtUp;

const committed = async (topic: string, groupId: string) =>
  (await groupProgress(connection, { topic, groupId })).committed;

const numbered = (key: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${key}${n}`);

test('every record is handled once, in order within its key, and committed', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 3 });
  const groupId = uniqueName('group');
  const texts = ['a', 'b', 'c', 'd', 'e'].flatMap((key) => numbered(key, 40));
  await publish(topic.name, texts);
  const { begun, note, reached } = ledger();
  const consumer = await member({
    topic: topic.name,
    groupId,
    handle: async ({ value }) => {
      note(String(value));
      await new Promise((resolve) => setImmediate(resolve));
      return DONE;
    },
  });
  expect(consumer.assignment()).toEqual(new Set([0, 1, 2]));
  await reached(200);
  await consumer.stop(5_000);
  expect([...begun].sort()).toEqual([...texts].sort());
  for (const key of ['a', 'b', 'c', 'd', 'e'])
    expect(begun.filter((text) => text.startsWith(key))).toEqual(numbered(key, 40));
  expect(await isCaughtUp(topic.name, groupId)).toBe(true);
});

test('a stop commits what finished, and the next member begins right behind it', async () => {
  await using topic = await temporaryTopic(connection);
  const groupId = uniqueName('group');
  await publish(topic.name, ['a0', 'b0', 'a1']);
  const first = ledger();
  const stalled = Promise.withResolvers<void>();
  const one = await member({
    topic: topic.name,
    groupId,
    // No timer commits: what is committed in the end, the stop committed.
    commitIntervalMs: 600_000,
    handle: async ({ value }, lane) => {
      first.note(String(value));
      lane.signal.addEventListener('abort', () => stalled.resolve());
      if (String(value) !== 'a1') return DONE;
      await stalled.promise;
      throw new Error('told to stop');
    },
  });
  await first.reached(3);
  await one.stop(5_000);
  expect(await committed(topic.name, groupId)).toEqual(new Map([[0, 2n]]));
  const second = ledger();
  await member({
    topic: topic.name,
    groupId,
    handle: async ({ value }) => {
      second.note(String(value));
      return DONE;
    },
  });
  await second.reached(1);
  expect(second.begun).toEqual(['a1']);
});

test('a stop waits for the work at hand, up to its deadline, and commits it', async () => {
  await using topic = await temporaryTopic(connection);
  const groupId = uniqueName('group');
  await publish(topic.name, ['quick0', 'endless0']);
  const { note, reached } = ledger();
  const consumer = await member({
    topic: topic.name,
    groupId,
    handle: async ({ value }) => {
      note(String(value));
      if (String(value) === 'endless0') await new Promise(() => {});
      await new Promise((resolve) => setTimeout(resolve, 200));
      return DONE;
    },
  });
  await reached(2);
  await consumer.stop(600);
  expect(await committed(topic.name, groupId)).toEqual(new Map([[0, 1n]]));
});

test('a batch that could not be checked yet comes again', async () => {
  await using topic = await temporaryTopic(connection);
  const groupId = uniqueName('group');
  await publish(topic.name, numbered('a', 2));
  const one = await member({ topic: topic.name, groupId });
  await expect.poll(() => isCaughtUp(topic.name, groupId)).toBe(true);
  await one.stop(1_000);
  await publish(topic.name, numbered('b', 3));
  const sockets = faultySockets();
  let asked = 0;
  // Only the check asks for these where the group has committed.
  sockets.decide(({ apiKey }) => (apiKey === API.listOffsets && ++asked <= 2 ? 'lose' : 'deliver'));
  const { begun, note, reached } = ledger();
  const { socketFactory } = sockets;
  const consumer = await startKeyedConsumer(
    integrationConnection({ socketFactory, requestTimeoutMs: 300 }),
    {
      topic: topic.name,
      groupId,
      laneOf: ({ key }) => String(key),
      maxConcurrent: 10,
      handle: async ({ value }) => {
        note(String(value));
        return DONE;
      },
    },
  );
  onTestFinished(() => consumer.stop(0));
  await reached(3);
  expect(asked).toBeGreaterThan(2);
  expect(begun).toEqual(['b0', 'b1', 'b2']);
});

test('a stalled key stops neither other keys nor later fetches, only its offset', async () => {
  await using topic = await temporaryTopic(connection);
  const groupId = uniqueName('group');
  await publish(topic.name, ['stalled0', ...numbered('live', 10)]);
  const { note, reached } = ledger();
  const stalled = Promise.withResolvers<void>();
  const consumer = await member({
    topic: topic.name,
    groupId,
    handle: async ({ value }) => {
      note(String(value));
      if (String(value) === 'stalled0') await stalled.promise;
      return DONE;
    },
  });
  await reached(11);
  await publish(topic.name, numbered('later', 10));
  await reached(21);
  expect((await committed(topic.name, groupId)).get(0)).toBeUndefined();
  stalled.resolve();
  await expect.poll(() => isCaughtUp(topic.name, groupId)).toBe(true);
  await consumer.stop(1_000);
});

test('a handler that throws ends the consumer, and its record is handled by the next one', async () => {
  await using topic = await temporaryTopic(connection);
  const groupId = uniqueName('group');
  await publish(topic.name, ['a0', 'b0', 'c0', 'd0']);
  const one = await member({
    topic: topic.name,
    groupId,
    handle: async ({ value }) => {
      if (String(value) === 'c0') throw new TypeError('a defect');
      return DONE;
    },
  });
  await expect(one.crashed).rejects.toMatchObject({
    code: 'CONSUMER_CRASHED',
    message: 'CONSUMER_CRASHED: a defect',
  });
  await one.stop(1_000);
  expect(await committed(topic.name, groupId)).toEqual(new Map([[0, 2n]]));
  const { begun, note, reached } = ledger();
  await member({
    topic: topic.name,
    groupId,
    handle: async ({ value }) => {
      note(String(value));
      return DONE;
    },
  });
  await reached(2);
  expect(begun).toEqual(['c0', 'd0']);
});

test('a codec that cannot be read ends the consumer instead of leaving it idle', async () => {
  await using topic = await temporaryTopic(connection, { config: { 'compression.type': 'lz4' } });
  await publish(topic.name, numbered('a', 50));
  const consumer = await member({ topic: topic.name, groupId: uniqueName('group') });
  await expect(consumer.crashed).rejects.toMatchObject({
    code: 'CONSUMER_CRASHED',
    text: expect.stringContaining('compressed by lz4; only gzip and none can be read'),
  });
});

test('fetching pauses at the limit and goes on when there is room', async () => {
  await using topic = await temporaryTopic(connection);
  const groupId = uniqueName('group');
  const large = 'x'.repeat(100_000);
  const publisher = createPublisher(connection);
  await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      publisher.publish({ topic: topic.name, key: `k${n}`, value: large }),
    ),
  );
  await publisher.stop(1_000);
  const { begun, note, reached } = ledger();
  const gate = Promise.withResolvers<void>();
  await member({
    topic: topic.name,
    groupId,
    maxBufferedBytes: 2_000_000,
    handle: async ({ offset }) => {
      note(offset);
      await gate.promise;
      return DONE;
    },
  });
  await reached(20);
  await new Promise((resolve) => setTimeout(resolve, 500));
  // The limit and the fetch that crossed it: 1 MiB a partition.
  expect(begun.length).toBeLessThanOrEqual(31);
  const freedMs = performance.now();
  gate.resolve();
  await reached(100);
  // With everything paused kafkajs sleeps for its longest wait, which is 5 s if nobody shortens it.
  expect(performance.now() - freedMs).toBeLessThan(2_500);
  await expect.poll(() => isCaughtUp(topic.name, groupId)).toBe(true);
});

test('commits go out on their timer and not with every batch', async () => {
  await using topic = await temporaryTopic(connection);
  const sockets = faultySockets();
  let commits = 0;
  sockets.decide(({ apiKey }) => {
    if (apiKey === API.offsetCommit) commits += 1;
    return 'deliver';
  });
  const { note, reached } = ledger();
  const counted = integrationConnection({ socketFactory: sockets.socketFactory });
  const groupId = uniqueName('group');
  const consumer = await startKeyedConsumer(counted, {
    topic: topic.name,
    groupId,
    laneOf: ({ key }) => String(key),
    maxConcurrent: 10,
    commitIntervalMs: 200,
    handle: async ({ value }) => {
      note(String(value));
      return DONE;
    },
  });
  const publisher = createPublisher(connection);
  const startedMs = performance.now();
  for (let n = 0; n < 200; n += 1)
    await publisher.publish({ topic: topic.name, key: 'a', value: `a${n}` });
  await reached(200);
  const tookMs = performance.now() - startedMs;
  await consumer.stop(1_000);
  await publisher.stop(1_000);
  expect(commits).toBeGreaterThan(0);
  expect(commits).toBeLessThanOrEqual(tookMs / 200 + 2);
  expect(await isCaughtUp(topic.name, groupId)).toBe(true);
});

test('gaps that transactions leave do not hold up the commits', async () => {
  await using topic = await temporaryTopic(connection);
  const groupId = uniqueName('group');
  const producer = connection.openKafkajs().producer({
    transactionalId: uniqueName('tx'),
    maxInFlightRequests: 1,
  });
  await producer.connect();
  for (const [value, isKept] of [
    ['taken back', false],
    ['a', true],
    ['b', true],
  ] as const) {
    const transaction = await producer.transaction();
    await transaction.send({ topic: topic.name, messages: [{ key: 'k', value }] });
    await (isKept ? transaction.commit() : transaction.abort());
  }
  await producer.disconnect();
  const { begun, note, reached } = ledger();
  await member({
    topic: topic.name,
    groupId,
    handle: async ({ value }) => {
      note(String(value));
      return DONE;
    },
  });
  await reached(2);
  expect(begun).toEqual(['a', 'b']);
  // Offsets: 0 taken back, 1 marker, 2 a, 3 marker, 4 b, 5 marker.
  await expect.poll(async () => (await committed(topic.name, groupId)).get(0)).toBe(5n);
});

test('records deleted before they were handled are reported, and the rest is handled', async () => {
  await using topic = await temporaryTopic(connection);
  const groupId = uniqueName('group');
  await publish(topic.name, numbered('a', 5));
  const one = await member({ topic: topic.name, groupId });
  await expect.poll(() => isCaughtUp(topic.name, groupId)).toBe(true);
  await one.stop(1_000);
  await publish(topic.name, numbered('b', 5));
  await deleteRecordsBefore(connection, topic.name, 0, '8');
  const gone: string[] = [];
  const { begun, note, reached } = ledger();
  await member({
    topic: topic.name,
    groupId,
    onRecordsGone: (partition, from, to) => gone.push(`${partition}: ${from} to ${to}`),
    handle: async ({ value }) => {
      note(String(value));
      return DONE;
    },
  });
  await reached(2);
  expect(begun).toEqual(['b3', 'b4']);
  expect(gone).toEqual(['0: 5 to 8']);
  await expect.poll(() => isCaughtUp(topic.name, groupId)).toBe(true);
});

test('lost and cut answers to commits and fetches neither lose nor repeat a record', async () => {
  await using topic = await temporaryTopic(connection);
  const groupId = uniqueName('group');
  const sockets = faultySockets();
  const counts = new Map<number, number>();
  sockets.decide(({ apiKey }) => {
    const nth = (counts.get(apiKey) ?? 0) + 1;
    counts.set(apiKey, nth);
    if (apiKey === API.offsetCommit && nth <= 2) return 'lose';
    if (apiKey === API.fetch && nth % 5 === 3) return 'cut';
    return 'deliver';
  });
  const { begun, note, reached } = ledger();
  const { socketFactory } = sockets;
  const shaky = integrationConnection({ socketFactory, requestTimeoutMs: 500 });
  const consumer = await startKeyedConsumer(shaky, {
    topic: topic.name,
    groupId,
    laneOf: ({ key }) => String(key),
    maxConcurrent: 10,
    commitIntervalMs: 50,
    handle: async ({ value }) => {
      note(String(value));
      return DONE;
    },
  });
  onTestFinished(() => consumer.stop(0));
  for (let round = 0; round < 10; round += 1)
    await publish(
      topic.name,
      numbered('a', 10).map((text) => `${text}${round}`),
    );
  await reached(100);
  await expect.poll(() => isCaughtUp(topic.name, groupId), { timeout: 10_000 }).toBe(true);
  expect(new Set(begun).size).toBe(100);
  expect(begun.length).toBe(100);
});

test('an outage is waited for, and everything is handled after it', async () => {
  await using topic = await temporaryTopic(connection);
  const groupId = uniqueName('group');
  const sockets = faultySockets();
  const { begun, note, reached } = ledger();
  const { socketFactory } = sockets;
  const log: string[] = [];
  const shaky = integrationConnection({
    socketFactory,
    requestTimeoutMs: 500,
    log: (_level, message) => log.push(message),
  });
  const consumer = await startKeyedConsumer(shaky, {
    topic: topic.name,
    groupId,
    laneOf: ({ key }) => String(key),
    maxConcurrent: 10,
    sessionTimeoutMs: 6_000,
    handle: async ({ value }) => {
      note(String(value));
      return DONE;
    },
  });
  consumer.crashed.catch((error: unknown) => log.push(`crashed: ${error}`));
  onTestFinished(() => consumer.stop(0));
  await publish(topic.name, numbered('a', 5));
  await reached(5);
  sockets.sever();
  await publish(topic.name, numbered('b', 5));
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  sockets.restore();
  await reached(10);
  expect(new Set(begun)).toEqual(new Set([...numbered('a', 5), ...numbered('b', 5)]));
  expect(log.filter((message) => message.startsWith('crashed'))).toEqual([]);
  // Not vacuous: kafkajs gave up and began anew.
  expect(log.some((message) => message.startsWith('Restarting the consumer'))).toBe(true);
}, 40_000);

/** A handler whose records end when the test says so. */
function controlled() {
  const at = new Map<string, { record: IncomingRecord; lane: LaneContext; end: () => void }>();
  const { begun, note, reached } = ledger();
  const working = new Set<string>();
  const twice: string[] = [];
  const handle = async (record: IncomingRecord, lane: LaneContext) => {
    const text = String(record.value);
    if (working.has(text)) twice.push(text);
    working.add(text);
    const ended = Promise.withResolvers<void>();
    at.set(text, { record, lane, end: ended.resolve });
    note(text);
    await ended.promise;
    working.delete(text);
    return DONE;
  };
  return { at, begun, reached, handle, twice };
}

test('when a member joins, what stays is not done twice, what goes is told to stop and moves no offset', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 2 });
  const groupId = uniqueName('group');
  // Until both partitions have a record at work.
  const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
  await publish(
    topic.name,
    keys.map((key) => `${key}0`),
  );
  const one = controlled();
  const first = await member({ topic: topic.name, groupId, drainMs: 100, handle: one.handle });
  await one.reached(6);
  const two = controlled();
  const second = await member({ topic: topic.name, groupId, handle: two.handle });
  await expect.poll(() => first.assignment().size).toBe(1);
  await expect.poll(() => second.assignment().size).toBe(1);
  const stays = (text: string) => first.assignment().has(one.at.get(text)?.record.partition ?? -1);
  const kept = keys.map((key) => `${key}0`).filter(stays);
  const lost = keys.map((key) => `${key}0`).filter((text) => !stays(text));
  expect(kept.length).toBeGreaterThan(0);
  expect(lost.length).toBeGreaterThan(0);
  await two.reached(lost.length);
  expect([...two.begun].sort()).toEqual(lost);
  for (const text of lost) expect(one.at.get(text)?.lane.signal.aborted).toBe(true);
  for (const text of kept) expect(one.at.get(text)?.lane.signal.aborted).toBe(false);
  // The old owner ends late: the offset of what is no longer its own stays where it is.
  for (const { end } of one.at.values()) end();
  const lostPartition = [...second.assignment()][0] ?? -1;
  const keptPartition = [...first.assignment()][0] ?? -1;
  await expect
    .poll(async () => (await committed(topic.name, groupId)).get(keptPartition))
    .toBe(BigInt(kept.length));
  expect((await committed(topic.name, groupId)).get(lostPartition)).toBeUndefined();
  expect(one.begun.length).toBe(6);
  for (const { end } of two.at.values()) end();
  await expect.poll(() => isCaughtUp(topic.name, groupId)).toBe(true);
  expect([...one.twice, ...two.twice]).toEqual([]);
});

test('a rebalance lets the work at hand end, so that the next owner does not repeat it', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 2 });
  const groupId = uniqueName('group');
  const one = ledger();
  const two = ledger();
  const handlerOf = (to: ReturnType<typeof ledger>) => async (record: IncomingRecord) => {
    to.note(String(record.value));
    await new Promise((resolve) => setTimeout(resolve, 50));
    return DONE;
  };
  const options = { topic: topic.name, groupId, commitIntervalMs: 600_000 };
  const first = await member({ ...options, handle: handlerOf(one) });
  // A steady stream, so that the member meets the rebalance with work at hand and none in its queues.
  let isStreaming = true;
  let published = 0;
  const publisher = createPublisher(connection);
  const streaming = (async () => {
    while (isStreaming) {
      const value = `n${published}`;
      await publisher.publish({ topic: topic.name, key: `k${published % 50}`, value });
      published += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  await one.reached(50);
  const second = await member({ ...options, handle: handlerOf(two) });
  await expect.poll(() => first.assignment().size + second.assignment().size).toBe(2);
  await two.reached(20);
  isStreaming = false;
  await streaming;
  await publisher.stop(1_000);
  await expect.poll(() => new Set([...one.begun, ...two.begun]).size).toBe(published);
  expect(one.begun.length + two.begun.length).toBe(published);
});

test('a rebalance met while nothing is fetched begins nothing new and lets the work at hand end', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 2 });
  const groupId = uniqueName('group');
  const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
  const texts = ['0', '1'].flatMap((n) => keys.map((key) => `${key}${n}`));
  await publish(topic.name, texts);
  const one = ledger();
  const two = ledger();
  const mayEnd = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const handlerOf = (to: ReturnType<typeof ledger>) => async (record: IncomingRecord) => {
    const text = String(record.value);
    to.note(text);
    await (text.endsWith('0') ? mayEnd.promise : released.promise);
    return DONE;
  };
  const options = { topic: topic.name, groupId, commitIntervalMs: 600_000, drainMs: 2_000 };
  const first = await member({ ...options, handle: handlerOf(one) });
  await one.reached(6);
  setTimeout(mayEnd.resolve, 700);
  const second = await member({ ...options, handle: handlerOf(two) });
  await expect.poll(() => first.assignment().size + second.assignment().size).toBe(2);
  await expect.poll(() => one.begun.length + two.begun.length).toBeGreaterThanOrEqual(12);
  released.resolve();
  await first.stop(1_000);
  await second.stop(1_000);
  expect([...one.begun, ...two.begun].sort()).toEqual([...texts].sort());
  expect(two.begun.length).toBeGreaterThan(0);
  expect(two.begun.every((text) => text.endsWith('1'))).toBe(true);
});

test('members come, go and die: each record is handled, and each key keeps its order', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 4 });
  const groupId = uniqueName('group');
  const firstBegun: string[] = [];
  const seen = new Set<string>();
  const concurrent: string[] = [];
  const start = () => {
    const working = new Set<string>();
    return member({
      topic: topic.name,
      groupId,
      handle: async ({ value }) => {
        const text = String(value);
        if (working.has(text)) concurrent.push(text);
        working.add(text);
        if (!seen.has(text)) firstBegun.push(text);
        seen.add(text);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
        working.delete(text);
        return DONE;
      },
    });
  };
  const members = [await start()];
  const publisher = createPublisher(connection);
  const streaming = (async () => {
    for (let n = 0; n < 2_000; n += 1) {
      void publisher.publish({ topic: topic.name, key: `k${n % 25}`, value: `${n % 25}/${n}` });
      if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await publisher.stop(5_000);
  })();
  for (let round = 0; round < 3; round += 1) {
    members.push(await start());
    members.push(await start());
    await members.shift()?.stop(1_000);
    // No time to finish: what it had begun is the next owner's.
    await members.shift()?.stop(0);
  }
  await streaming;
  await expect.poll(() => isCaughtUp(topic.name, groupId), { timeout: 20_000 }).toBe(true);
  expect(seen.size).toBe(2_000);
  for (let key = 0; key < 25; key += 1) {
    const order = firstBegun.filter((text) => text.startsWith(`${key}/`));
    expect(order).toEqual(Array.from({ length: 80 }, (_, n) => `${key}/${n * 25 + key}`));
  }
  expect(concurrent).toEqual([]);
}, 60_000);
