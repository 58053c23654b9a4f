import { expect, onTestFinished, test } from 'vitest';
import { withAdmin } from './admin-session.ts';
import { checkTopics, ensureTopics } from './ensure-topics.ts';
import { faultySockets, integrationConnection, uniqueName } from './testing/index.ts';

const connection = integrationConnection();

function topicOfThisTest() {
  const name = uniqueName('ensure');
  onTestFinished(async () => {
    await withAdmin(connection, (admin) => admin.deleteTopics({ topics: [name] }));
  });
  return {
    name,
    partitions: 3,
    replicationFactor: 1,
    config: { 'retention.ms': '86400000', 'message.timestamp.type': 'LogAppendTime' },
  };
}

test('a missing topic is created as required, once', async () => {
  const topic = topicOfThisTest();
  expect(await ensureTopics(connection, [topic])).toEqual({
    created: [topic.name],
    problems: [],
    partitionCounts: new Map([[topic.name, 3]]),
  });
  expect(await ensureTopics(connection, [topic])).toMatchObject({ created: [], problems: [] });
  expect(await checkTopics(connection, [topic])).toMatchObject({ problems: [] });
});

test('processes that start at once create a topic together', async () => {
  const topic = topicOfThisTest();
  const all = await Promise.all([1, 2, 3].map(() => ensureTopics(connection, [topic])));
  expect(all.flatMap(({ created }) => created)).toEqual([topic.name]);
  expect(all.flatMap(({ problems }) => problems)).toEqual([]);
});

test('every deviation of an existing topic is named, and none is altered', async () => {
  const topic = topicOfThisTest();
  await ensureTopics(connection, [topic]);
  const other = {
    ...topic,
    partitions: 6,
    config: { 'retention.ms': '1000', 'cleanup.policy': 'compact' },
  };
  const { created, problems } = await ensureTopics(connection, [other]);
  expect(created).toEqual([]);
  expect(problems).toEqual([
    `topic ${topic.name} has 3 partitions, must have 6`,
    `topic ${topic.name} has retention.ms=86400000, must have 1000`,
    `topic ${topic.name} has cleanup.policy=delete, must have compact`,
  ]);
  expect(await checkTopics(connection, [topic])).toMatchObject({ problems: [] });
});

test('a topic that the broker compresses with a codec nobody here can read is a problem', async () => {
  const topic = topicOfThisTest();
  await ensureTopics(connection, [{ ...topic, config: { 'compression.type': 'lz4' } }]);
  const { problems } = await checkTopics(connection, [{ name: topic.name, config: {} }]);
  expect(problems).toEqual([
    `topic ${topic.name} has compression.type=lz4, which no consumer here can read`,
  ]);
});

test('a check alone creates nothing', async () => {
  const name = uniqueName('absent');
  const findings = await checkTopics(connection, [{ name, config: {} }]);
  expect(findings.problems).toEqual([`topic ${name} does not exist`]);
  expect(findings.partitionCounts.size).toBe(0);
});

test('a cluster that is away at first is waited for', async () => {
  const sockets = faultySockets();
  sockets.sever();
  let refusals = 0;
  const late = integrationConnection({
    socketFactory: sockets.socketFactory,
    log: (_level, message) => {
      if (!message.startsWith('the cluster is not ready')) return;
      refusals += 1;
      if (refusals === 2) sockets.restore();
    },
  });
  const findings = await checkTopics(late, [{ name: uniqueName('absent'), config: {} }]);
  expect(findings.problems).toHaveLength(1);
  expect(refusals).toBe(2);
});

test('patience ends with the error of the last attempt', async () => {
  const sockets = faultySockets();
  sockets.sever();
  const gone = integrationConnection({ socketFactory: sockets.socketFactory });
  await expect(checkTopics(gone, [], { patienceMs: 300 })).rejects.toThrow('ECONNREFUSED');
});
