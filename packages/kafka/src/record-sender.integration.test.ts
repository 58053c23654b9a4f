import type { RecordMetadata } from 'kafkajs';
import { expect, test } from 'vitest';
import { createPublisher } from './publisher.ts';
import { readTopic } from './read-topic.ts';
import { createRecordSender } from './record-sender.ts';
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

/** A connection whose producers answer with partition 0 alone, or fail. */
function scriptedConnection(answers: ('partition 0' | 'failure')[]) {
  const made: { isDisconnected: boolean }[] = [];
  const openKafkajs = () => {
    const kafkajs = connection.openKafkajs();
    const producer = kafkajs.producer();
    const state = { isDisconnected: false };
    made.push(state);
    producer.connect = async () => {};
    producer.disconnect = async () => {
      state.isDisconnected = true;
    };
    producer.sendBatch = async ({ topicMessages = [] }) => {
      if (answers.shift() === 'failure') throw new Error('connection lost');
      for (const message of topicMessages.flatMap(({ messages }) => messages))
        message.partition = Number(message.key);
      return [{ topicName: 't', partition: 0, errorCode: 0, baseOffset: '7' }];
    };
    kafkajs.producer = () => producer;
    return kafkajs;
  };
  return { made, scripted: { ...connection, openKafkajs } };
}

const recordFor = (partition: string) => ({ topic: 't', key: partition, value: '' });

test('an answer that leaves out a partition is not taken for an acknowledgement', async () => {
  const { scripted } = scriptedConnection(['partition 0', 'partition 0']);
  const sender = createRecordSender(scripted);
  expect(await sender.send([recordFor('0'), recordFor('0')])).toEqual([
    { topic: 't', partition: 0, offset: '7' },
    { topic: 't', partition: 0, offset: '8' },
  ]);
  await expect(sender.send([recordFor('0'), recordFor('1')])).rejects.toThrow(
    'the broker did not acknowledge t/1',
  );
});

test('a producer that failed once is thrown away', async () => {
  const { made, scripted } = scriptedConnection(['partition 0', 'failure', 'partition 0']);
  const sender = createRecordSender(scripted);
  await sender.send([recordFor('0')]);
  await expect(sender.send([recordFor('0')])).rejects.toThrow('connection lost');
  await sender.send([recordFor('0')]);
  await sender.send([recordFor('0')]);
  expect(made).toEqual([{ isDisconnected: true }, { isDisconnected: false }]);
});
