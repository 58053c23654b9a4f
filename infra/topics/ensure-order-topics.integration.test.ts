import { randomBytes } from 'node:crypto';
import { checkTopics, ensureTopics, kafkaConnection, kafkaEnvironment } from '@orderonce/kafka';
import { Kafka } from 'kafkajs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { ensureOrderTopics } from './ensure-order-topics.ts';

const connection = kafkaConnection(z.object(kafkaEnvironment).parse(process.env), {
  clientId: 'infra-test',
});

let prefix: string;
beforeEach(() => {
  prefix = `topics-${randomBytes(4).toString('hex')}.`;
});

afterEach(async () => {
  const admin = new Kafka({ brokers: (process.env['KAFKA_BROKERS'] ?? '').split(',') }).admin();
  await admin.connect();
  const own = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
  await admin.deleteTopics({ topics: own });
  await admin.disconnect();
});

function ensure(partitions?: number) {
  const variables = { ...process.env, TOPIC_PREFIX: prefix };
  return ensureOrderTopics({ variables, ...(partitions === undefined ? {} : { partitions }) });
}

/** A topic that was there before, with settings of its own. */
async function existing(name: string, partitions: number, config: Record<string, string>) {
  const topic = { name: prefix + name, partitions, config, replicationFactor: 1 };
  expect((await ensureTopics(connection, [topic])).problems).toEqual([]);
}

async function partitionCounts(names: readonly string[]) {
  const topics = names.map((name) => ({ name: prefix + name, config: {} }));
  const { partitionCounts } = await checkTopics(connection, topics);
  return names.map((name) => partitionCounts.get(prefix + name));
}

const ALL = ['orders.intents', 'orders.outcomes', 'orders.intents.dlq', 'orders.control'];

test('the four topics are made as they must be, once', async () => {
  await ensure();
  expect(await partitionCounts(ALL)).toEqual([12, 12, 1, 1]);
  const findings = await checkTopics(connection, [
    {
      name: `${prefix}orders.intents`,
      config: {
        'cleanup.policy': 'delete',
        'retention.ms': '604800000',
        'message.timestamp.type': 'LogAppendTime',
      },
    },
    {
      name: `${prefix}orders.outcomes`,
      config: {
        'cleanup.policy': 'delete',
        'retention.ms': '2592000000',
        'message.timestamp.type': 'LogAppendTime',
      },
    },
    { name: `${prefix}orders.intents.dlq`, config: { 'retention.ms': '2592000000' } },
    { name: `${prefix}orders.control`, config: { 'cleanup.policy': 'compact' } },
  ]);
  expect(findings.problems).toEqual([]);
  expect(await ensure()).toEqual([]);
});

test('the partition count can be chosen', async () => {
  await ensure(3);
  expect(await partitionCounts(ALL)).toEqual([3, 3, 1, 1]);
});

test('a missing topic gets as many partitions as the existing one that it goes with', async () => {
  await existing('orders.intents', 5, {
    'retention.ms': '604800000',
    'message.timestamp.type': 'LogAppendTime',
    'compression.type': 'uncompressed',
  });
  await ensure();
  expect(await partitionCounts(ALL)).toEqual([5, 5, 1, 1]);
});

test('every deviation of existing topics is told in one message, and none is altered', async () => {
  await existing('orders.intents', 4, { 'retention.ms': '1000' });
  await existing('orders.outcomes', 6, {
    'retention.ms': '2592000000',
    'message.timestamp.type': 'LogAppendTime',
    'compression.type': 'uncompressed',
    'cleanup.policy': 'compact',
  });
  const failure = await ensure().catch((error) => error);
  expect(failure.name).toBe('StackFailure');
  expect(failure.message.split('\n')).toEqual([
    'Topics that exist already are not as they must be; nothing of them was altered:',
    `  topic ${prefix}orders.intents has 4 partitions, must have 6`,
    `  topic ${prefix}orders.intents has retention.ms=1000, must have 604800000`,
    `  topic ${prefix}orders.intents has message.timestamp.type=CreateTime, must have LogAppendTime`,
    `  topic ${prefix}orders.intents has compression.type=producer, must have uncompressed`,
    `  topic ${prefix}orders.outcomes has cleanup.policy=compact, must have delete`,
  ]);
  expect(await partitionCounts(['orders.intents', 'orders.outcomes'])).toEqual([4, 6]);
});
