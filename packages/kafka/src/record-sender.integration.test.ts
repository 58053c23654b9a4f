import type { RecordMetadata } from 'kafkajs';
import { expect, test } from 'vitest';
import { createPublisher } from './publisher.ts';
import { readTopic } from './read-topic.ts';
import { API, faultySockets, integrationConnection, temporaryTopic } from './testing/index.ts';

const connection = integrationConnection();

async function textsOn(topic: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const batch of readTopic(connection, { topic, from: 'beginning', until: 'end' }))
    for (const { value } of batch) texts.push(String(value));
  return texts;
}

/** A connection whose `n`th produce answers are lost or cut as `fate` says; counts them from 1. */
function connectionLosing(fate: (nth: number) => 'deliver' | 'lose' | 'cut') {
  const sockets = faultySockets();
  let answers = 0;
  sockets.decide(({ apiKey }) => (apiKey === API.produce ? fate(++answers) : 'deliver'));
  const { socketFactory } = sockets;
  return { sockets, faulty: integrationConnection({ socketFactory, requestTimeoutMs: 400 }) };
}

test('the trap is real: three sends at once on one idempotent producer, one lost answer, one lost record', async () => {
  await using topic = await temporaryTopic(connection);
  const { faulty } = connectionLosing((nth) => (nth === 1 ? 'lose' : 'deliver'));
  const producer = faulty.openKafkajs().producer({ idempotent: true });
  await producer.connect();
  const acknowledged: RecordMetadata[][] = await Promise.all(
    ['a', 'b', 'c'].map((value) =>
      producer.send({ topic: topic.name, messages: [{ key: 'k', value }] }),
    ),
  );
  await producer.disconnect();
  expect(acknowledged).toHaveLength(3);
  expect(new Set(await textsOn(topic.name)).size).toBe(2);
});

test('publishing says nothing when all is well', async () => {
  await using topic = await temporaryTopic(connection);
  const log: string[] = [];
  const quiet = integrationConnection({ log: (_level, message) => log.push(message) });
  const publisher = createPublisher(quiet);
  await publisher.publish({ topic: topic.name, key: 'k', value: 'v' });
  await publisher.stop(1_000);
  expect(log).toEqual([]);
});

test('a lost answer is asked for again by the same producer, and the broker has the records once', async () => {
  await using topic = await temporaryTopic(connection);
  const { faulty } = connectionLosing((nth) => (nth === 1 ? 'lose' : 'deliver'));
  const publisher = createPublisher(faulty, { maxBatchRecords: 1 });
  const positions = await Promise.all(
    ['a', 'b', 'c'].map((value) => publisher.publish({ topic: topic.name, key: 'k', value })),
  );
  await publisher.stop(1_000);
  expect(positions.map(({ offset }) => offset)).toEqual(['0', '1', '2']);
  expect(await textsOn(topic.name)).toEqual(['a', 'b', 'c']);
});

test('however many answers are lost or cut, nothing is lost and each key keeps its order', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 3 });
  const { faulty } = connectionLosing((nth) =>
    nth % 11 === 5 ? 'lose' : nth % 3 === 1 ? 'cut' : 'deliver',
  );
  const publisher = createPublisher(faulty, { maxBatchRecords: 20 });
  const positions = await Promise.all(
    Array.from({ length: 600 }, (_, n) =>
      publisher.publish({ topic: topic.name, key: `key${n % 7}`, value: `${n % 7}/${n}` }),
    ),
  );
  await publisher.stop(5_000);
  const seen = new Set(await textsOn(topic.name));
  expect(seen.size).toBe(600);
  for (let key = 0; key < 7; key += 1) {
    const ofKey = [...seen].filter((text) => text.startsWith(`${key}/`));
    const inOrder = Array.from({ length: 600 }, (_, n) => n).filter((n) => n % 7 === key);
    expect(ofKey).toEqual(inOrder.map((n) => `${key}/${n}`));
  }
  expect(positions).toHaveLength(600);
});

test('an outage is waited for, and what was published meanwhile arrives in order', async () => {
  await using topic = await temporaryTopic(connection);
  const { sockets, faulty } = connectionLosing(() => 'deliver');
  let complaints = 0;
  const publisher = createPublisher(faulty, {
    log: (_level, message) => {
      if (!message.startsWith('records could not be published')) return;
      complaints += 1;
      if (complaints === 2) sockets.restore();
    },
  });
  const publish = (value: string) => publisher.publish({ topic: topic.name, key: 'k', value });
  await publish('before');
  sockets.sever();
  await Promise.all(['during 1', 'during 2'].map(publish));
  await publish('after');
  await publisher.stop(1_000);
  expect(complaints).toBe(2);
  expect(await textsOn(topic.name)).toEqual(['before', 'during 1', 'during 2', 'after']);
});

test('a record larger than its topic allows fails alone', async () => {
  await using topic = await temporaryTopic(connection, { config: { 'max.message.bytes': '1000' } });
  const publisher = createPublisher(connection);
  const results = await Promise.allSettled(
    ['a', 'x'.repeat(2_000), 'b'].map((value) =>
      publisher.publish({ topic: topic.name, key: 'k', value }),
    ),
  );
  await publisher.stop(1_000);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: { code: 'RECORD_TOO_LARGE' } });
  expect(await textsOn(topic.name)).toEqual(['a', 'b']);
});

test('a record without a key on a compacted topic fails alone', async () => {
  await using topic = await temporaryTopic(connection, { config: { 'cleanup.policy': 'compact' } });
  const publisher = createPublisher(connection);
  const results = await Promise.allSettled(
    [null, 'k'].map((key) => publisher.publish({ topic: topic.name, key, value: `of ${key}` })),
  );
  await publisher.stop(1_000);
  expect(results[0]).toMatchObject({ reason: { code: 'RECORD_REFUSED' } });
  expect(await textsOn(topic.name)).toEqual(['of k']);
});

test('records of every shape on several partitions are there as they were published', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 3 });
  const parts = [null, '', 'a', 'grün €😀', Buffer.from([0, 255, 128]), 'x'.repeat(9_000)];
  const given = parts.flatMap((key) =>
    parts.flatMap((value) => [
      { topic: topic.name, key, value },
      { topic: topic.name, key, value, headers: { '': '', größe: '😀', long: 'y'.repeat(300) } },
    ]),
  );
  const publisher = createPublisher(connection);
  const positions = await Promise.all(given.map((record) => publisher.publish(record)));
  await publisher.stop(1_000);
  const read = new Map<string, object>();
  const reading = readTopic(connection, { topic: topic.name, from: 'beginning', until: 'end' });
  for await (const batch of reading)
    for (const { partition, offset, key, value, headers } of batch)
      read.set(`${partition}/${offset}`, { key, value, headers: { ...headers } });
  const bytesOf = (part: string | Buffer | null) => (part === null ? null : Buffer.from(part));
  for (const [n, { key, value, headers = {} }] of given.entries()) {
    const { partition, offset } = positions[n] ?? { partition: -1, offset: '' };
    const expected = { key: bytesOf(key), value: bytesOf(value), headers };
    expect(read.get(`${partition}/${offset}`)).toEqual(expected);
  }
  expect(read.size).toBe(given.length);
});

test('batches as large as a publisher sends are taken, one after the other', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 2 });
  const publisher = createPublisher(connection);
  const texts = Array.from({ length: 3_000 }, (_, n) => `${n} ${'é'.repeat(n % 700)}`);
  await Promise.all(
    texts.map((value, n) => publisher.publish({ topic: topic.name, key: `key${n % 9}`, value })),
  );
  await publisher.stop(1_000);
  expect((await textsOn(topic.name)).toSorted()).toEqual(texts.toSorted());
});
