import { CompressionTypes } from 'kafkajs';
import { expect, test } from 'vitest';
import type { RecordPosition } from './ports.ts';
import type { ReadTopicOptions } from './read-topic.ts';
import { readTopic } from './read-topic.ts';
import {
  API,
  deleteRecordsBefore,
  faultySockets,
  integrationConnection,
  publishTexts,
  temporaryTopic,
  uniqueName,
} from './testing/index.ts';

const connection = integrationConnection();

const publish = (topic: string, texts: readonly string[]) => publishTexts(connection, topic, texts);

async function readAll(topic: string, from: ReadTopicOptions['from'] = 'beginning') {
  const texts: string[] = [];
  for await (const batch of readTopic(connection, { topic, from, until: 'end' }))
    for (const { value } of batch) texts.push(String(value));
  return texts;
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => `n${n}`);

test('an empty topic is read to its end at once', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 3 });
  expect(await readAll(topic.name)).toEqual([]);
});

test('all partitions are read to their ends, empty ones included, each in order', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 4 });
  const positions = await publish(topic.name, numbers(3));
  const records = [];
  const reading = readTopic(connection, { topic: topic.name, from: 'beginning', until: 'end' });
  for await (const batch of reading) records.push(...batch);
  await reading.caughtUp;
  expect(records.map(({ value }) => String(value)).sort()).toEqual(['n0', 'n1', 'n2']);
  for (const { partition, offset, value, key, headers, logTimeMs } of records) {
    expect(positions[Number(String(value).slice(1))]).toEqual({
      topic: topic.name,
      partition,
      offset,
    });
    expect(key).toEqual(value);
    expect(headers).toEqual(Object.assign(Object.create(null), { h: 'x' }));
    expect(Math.abs(Date.now() - logTimeMs)).toBeLessThan(60_000);
  }
});

test('reading begins at an offset, at a moment or at the end', async () => {
  await using topic = await temporaryTopic(connection, {
    config: { 'message.timestamp.type': 'LogAppendTime' },
  });
  await publish(topic.name, numbers(2));
  const second = [];
  const later = { offsets: new Map([[0, '1']]) };
  for await (const batch of readTopic(connection, { topic: topic.name, from: later, until: 'end' }))
    second.push(...batch);
  expect(second.map(({ value }) => String(value))).toEqual(['n1']);
  const at = second[0]?.logTimeMs ?? 0;
  await new Promise((resolve) => setTimeout(resolve, 5));
  await publish(topic.name, ['n2']);
  expect(await readAll(topic.name, { timestampMs: at + 1 })).toEqual(['n2']);
  expect(await readAll(topic.name, { timestampMs: Date.now() + 60_000 })).toEqual([]);
  expect(await readAll(topic.name, 'end')).toEqual([]);
});

test('a follower knows when it caught up and then goes on', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 2 });
  await publish(topic.name, numbers(10));
  const seen: string[] = [];
  const stop = new AbortController();
  const reading = readTopic(connection, {
    topic: topic.name,
    from: 'beginning',
    until: 'follow',
    signal: stop.signal,
  });
  const following = (async () => {
    for await (const batch of reading) {
      for (const { value } of batch) seen.push(String(value));
      if (seen.length === 11) stop.abort();
    }
  })();
  await reading.caughtUp;
  expect(seen.sort()).toEqual(numbers(10));
  await publish(topic.name, ['n10']);
  await following;
  expect(seen).toContain('n10');
});

test('gaps left by transactions and what they took back are passed over', async () => {
  await using topic = await temporaryTopic(connection);
  const producer = connection.openKafkajs().producer({
    transactionalId: uniqueName('tx'),
    maxInFlightRequests: 1,
  });
  await producer.connect();
  for (const [text, isKept] of [
    ['a', true],
    ['b', false],
    ['c', true],
  ] as const) {
    const transaction = await producer.transaction();
    await transaction.send({ topic: topic.name, messages: [{ key: 'k', value: text }] });
    await (isKept ? transaction.commit() : transaction.abort());
  }
  await producer.disconnect();
  // A commit is acknowledged before its marker stands on the log, and until then the end lies before it.
  await expect.poll(() => readAll(topic.name), { timeout: 5_000 }).toEqual(['a', 'c']);
});

test('reading ends before the offsets asked, and never beyond the end', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 3 });
  const positions = await publish(topic.name, numbers(30));
  const upTo = async (asked: readonly [number, string][]) => {
    const until = { offsets: new Map(asked) };
    const reading = readTopic(connection, { topic: topic.name, from: 'beginning', until });
    const counts = [0, 0, 0];
    for await (const batch of reading)
      for (const { partition, offset } of batch) {
        expect(Number(offset)).toBe(counts[partition]);
        counts[partition] = Number(offset) + 1;
      }
    await reading.caughtUp;
    return counts;
  };
  const all = [0, 1, 2].map((n) => positions.filter(({ partition }) => partition === n).length);
  expect(await upTo([])).toEqual(all);
  expect(await upTo([[1, '2']])).toEqual([all[0], 2, all[2]]);
  expect(
    await upTo([
      [0, '0'],
      [1, '1'],
      [2, '9000000000000000000'],
    ]),
  ).toEqual([0, 1, all[2]]);
});

test('only the partitions asked for are read', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 3 });
  const positions = await publish(topic.name, numbers(30));
  const read = async (partitions: readonly number[]) => {
    const options = { topic: topic.name, from: 'beginning', until: 'end', partitions } as const;
    const places: RecordPosition[] = [];
    for await (const batch of readTopic(connection, options)) places.push(...batch);
    return new Set(places.map(({ partition, offset }) => `${partition}/${offset}`));
  };
  const asked = positions.filter(({ partition }) => partition !== 1);
  expect(await read([2, 0])).toEqual(
    new Set(asked.map(({ partition, offset }) => `${partition}/${offset}`)),
  );
  expect(await read([])).toEqual(new Set());
  await expect(read([0, 3])).rejects.toMatchObject({ code: 'TOPIC_UNAVAILABLE' });
});

test('batches that cannot hold what is looked for are skipped, and the end is reached', async () => {
  await using topic = await temporaryTopic(connection);
  const producer = connection.openKafkajs().producer();
  await producer.connect();
  for (const text of ['hay', 'needle', 'straw', 'needle too'])
    await producer.send({
      topic: topic.name,
      compression: text === 'needle' ? CompressionTypes.GZIP : CompressionTypes.None,
      messages: [{ key: 'k', value: text }],
    });
  await producer.disconnect();
  const looked: string[] = [];
  const reading = readTopic(connection, {
    topic: topic.name,
    from: 'beginning',
    until: 'end',
    mayHold: (bytes) => bytes.includes('needle'),
  });
  for await (const batch of reading) for (const { value } of batch) looked.push(String(value));
  await reading.caughtUp;
  expect(looked).toEqual(['needle', 'needle too']);
});

test('records deleted before they were read are an error, not a jump', async () => {
  await using topic = await temporaryTopic(connection);
  await publish(topic.name, numbers(5));
  await deleteRecordsBefore(connection, topic.name, 0, '3');
  expect(await readAll(topic.name)).toEqual(['n3', 'n4']);
  await expect(readAll(topic.name, { offsets: new Map([[0, '1']]) })).rejects.toMatchObject({
    code: 'RECORDS_GONE',
  });
});

test('a topic that is not there is said at once', async () => {
  await expect(readAll(uniqueName('absent'))).rejects.toMatchObject({ code: 'TOPIC_UNAVAILABLE' });
});

test('answers that break off in the middle repeat nothing and skip nothing', async () => {
  await using topic = await temporaryTopic(connection);
  const sockets = faultySockets();
  const shaky = integrationConnection({ socketFactory: sockets.socketFactory });
  const texts = numbers(200);
  await publish(topic.name, texts);
  let fetches = 0;
  sockets.decide(({ apiKey }) => (apiKey === API.fetch && ++fetches < 4 ? 'half' : 'deliver'));
  const seen: string[] = [];
  const reading = readTopic(shaky, { topic: topic.name, from: 'beginning', until: 'end' });
  for await (const batch of reading) for (const { value } of batch) seen.push(String(value));
  expect(seen).toEqual(texts);
  expect(fetches).toBeGreaterThan(3);
});

test('broken connections repeat nothing and skip nothing', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 2 });
  const sockets = faultySockets();
  const shaky = integrationConnection({ socketFactory: sockets.socketFactory });
  await publish(topic.name, numbers(50));
  let fetches = 0;
  sockets.decide(({ apiKey }) => (apiKey === API.fetch && ++fetches % 3 === 1 ? 'cut' : 'deliver'));
  const seen: string[] = [];
  const stop = new AbortController();
  const from = 'beginning';
  const reading = readTopic(shaky, {
    topic: topic.name,
    from,
    until: 'follow',
    signal: stop.signal,
  });
  const following = (async () => {
    for await (const batch of reading) {
      for (const { value } of batch) seen.push(String(value));
      if (seen.length >= 100) stop.abort();
    }
  })();
  await reading.caughtUp;
  await publish(
    topic.name,
    numbers(50).map((text) => `${text}+`),
  );
  await following;
  expect(fetches).toBeGreaterThan(2);
  expect(seen.length).toBe(100);
  expect(new Set(seen).size).toBe(100);
});

test('leaving the loop early closes the connection', async () => {
  await using topic = await temporaryTopic(connection);
  await publish(topic.name, numbers(5));
  let open = 0;
  const sockets = faultySockets();
  const counted = integrationConnection({
    socketFactory: (target) => {
      const socket = sockets.socketFactory(target);
      open += 1;
      socket.on('close', () => {
        open -= 1;
      });
      return socket;
    },
  });
  for await (const batch of readTopic(counted, {
    topic: topic.name,
    from: 'beginning',
    until: 'follow',
  })) {
    expect(batch.length).toBe(5);
    expect(open).toBeGreaterThan(0);
    break;
  }
  await expect.poll(() => open).toBe(0);
});

test('a follower is told how old its reading is, after the records that it covers', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 2 });
  await publish(topic.name, numbers(3));
  const stop = new AbortController();
  const told: { asOfMs: number; texts: number }[] = [];
  let texts = 0;
  const startedMs = performance.now();
  const reading = readTopic(connection, {
    topic: topic.name,
    from: 'beginning',
    until: 'follow',
    signal: stop.signal,
    onCurrent: (asOfMs) => {
      told.push({ asOfMs, texts });
      if (told.length === 3) void publish(topic.name, ['late']);
      if (texts === 4) stop.abort();
    },
  });
  for await (const batch of reading) texts += batch.length;
  expect(told[0]?.texts).toBe(3);
  expect(told[0]?.asOfMs).toBeGreaterThanOrEqual(startedMs);
  expect(told.at(-1)?.texts).toBe(4);
  expect(told.map(({ asOfMs }) => asOfMs)).toEqual(
    told.map(({ asOfMs }) => asOfMs).toSorted((a, b) => a - b),
  );
});
