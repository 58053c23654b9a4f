import { type ChainProblem, createChainReader } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import type { KafkaConnection } from './kafka-connection.ts';
import { createPublisher } from './publisher.ts';
import { readTopic } from './read-topic.ts';
import { API, faultySockets, integrationConnection, temporaryTopic } from './testing/index.ts';

const connection = integrationConnection();

/** Publishes `count` records over 10 keys, all in one go; what the broker refuses is refused. */
async function publishChained(on: KafkaConnection, topic: string, values: readonly string[]) {
  const publisher = createPublisher(on, { chain: { topics: [topic] }, maxBatchRecords: 20 });
  await Promise.allSettled(
    values.map((value, n) =>
      publisher.publish({
        topic,
        key: `key${n % 10}`,
        value,
        headers: { traceparent: `00-${n}`, 'content-type': 'application/json' },
      }),
    ),
  );
  await publisher.stop(5_000);
}

async function checked(topic: string) {
  const readers = [0, 1, 2].map(() => createChainReader({ isFromStart: true }));
  const values: string[] = [];
  const problems: ChainProblem[] = [];
  for await (const batch of readTopic(connection, { topic, from: 'beginning', until: 'end' }))
    for (const record of batch) {
      values.push(String(record.value));
      const problem = readers[record.partition]?.take(record);
      if (problem) problems.push(problem);
    }
  return { values, problems, areLinked: readers.map(({ isLinked }) => isLinked) };
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => `value ${n}`);

test('what two publishers put on a topic is read back as whole chains', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 3 });
  await Promise.all([
    publishChained(connection, topic.name, numbered(300)),
    publishChained(connection, topic.name, numbered(300)),
  ]);
  const { values, problems, areLinked } = await checked(topic.name);
  expect(values).toHaveLength(600);
  expect(problems).toEqual([]);
  expect(areLinked).toEqual([true, true, true]);
});

test('however many answers are lost or cut, each record is there once and the chains are whole', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 3 });
  const sockets = faultySockets();
  let answers = 0;
  sockets.decide(({ apiKey }) => {
    if (apiKey !== API.produce) return 'deliver';
    answers += 1;
    return answers % 11 === 5 ? 'lose' : answers % 3 === 1 ? 'cut' : 'deliver';
  });
  const { socketFactory } = sockets;
  const faulty = integrationConnection({ socketFactory, requestTimeoutMs: 400 });
  await publishChained(faulty, topic.name, numbered(600));
  const { values, problems } = await checked(topic.name);
  expect(values).toHaveLength(600);
  expect(new Set(values).size).toBe(600);
  expect(problems).toEqual([]);
});

test('a record that the topic refuses is left out of its chain', async () => {
  await using topic = await temporaryTopic(connection, {
    partitions: 3,
    config: { 'max.message.bytes': '6000' },
  });
  const values = numbered(60).map((value, n) => (n % 25 === 7 ? 'x'.repeat(7_000) : value));
  await publishChained(connection, topic.name, values);
  const read = await checked(topic.name);
  expect(new Set(read.values)).toEqual(new Set(values.filter((value) => value.length < 7_000)));
  expect(read.problems).toEqual([]);
});

test('a record that somebody else puts between is told with its place', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 3 });
  await publishChained(connection, topic.name, numbered(30));
  const stranger = createPublisher(connection);
  const { partition, offset } = await stranger.publish({
    topic: topic.name,
    key: 'key1',
    value: 'forged',
  });
  await stranger.stop(1_000);
  await publishChained(connection, topic.name, numbered(30));
  expect(partition).toBeLessThan(3);
  expect((await checked(topic.name)).problems).toEqual([{ kind: 'unlinked', offset }]);
});
