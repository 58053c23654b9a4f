import { encodeIntent, partitionKey, topicNames } from '@orderonce/contracts';
import { intent } from '@orderonce/decisions/testing';
import { createPublisher, deleteRun, ensureTopics } from '@orderonce/kafka';
import { integrationConnection, uniqueName } from '@orderonce/kafka/testing';
import { expect, it } from 'vitest';
import { logRange, onlyPartition } from '../../kafka/log-range.ts';
import { ControlHistory } from '../control-history.ts';
import { contentGuardOf } from '../guard-settings.ts';
import { type PartitionAnswer, type PartitionJob, readPartition } from '../read-partition.ts';
import { replayInThreads, startReplayThreads } from './replay-in-threads.ts';

it('comes to the same in another thread as in this one', async () => {
  const connection = integrationConnection();
  const prefix = `${uniqueName('replay')}.`;
  const topics = topicNames(prefix);
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => deleteRun(connection, { topics: Object.values(topics), groupIds: [] }));
  const one = { partitions: 1, replicationFactor: 1, config: {} };
  const wanted = Object.values(topics).map((name) => ({ ...one, name }));
  await ensureTopics(connection, wanted);
  const publisher = createPublisher(connection);
  cleanup.defer(() => publisher.stop(1_000));
  for (const symbol of ['AAPL', 'IBM', 'AAPL']) {
    const order = intent({ symbol });
    const key = partitionKey(order.accountId, order.symbol);
    await publisher.publish({ topic: topics.intents, key, value: encodeIntent(order) });
  }
  await publisher.publish({ topic: topics.intents, key: 'ACC-1:AAPL', value: 'nonsense' });

  const [intents, outcomes] = await Promise.all([
    logRange(connection, topics.intents),
    logRange(connection, topics.outcomes),
  ]);
  const job: PartitionJob = {
    intents: onlyPartition(intents, 0),
    outcomes: onlyPartition(outcomes, 0),
    ...{ partitionCount: 1, isFromStart: true, wanted: {}, isTwice: true },
  };
  const contentGuard = contentGuardOf(process.env);
  const means = { connection, history: new ControlHistory(), contentGuard };
  const first = Promise.withResolvers<void>();
  // This thread waits until the other one has answered, or it would have done all before that one is there.
  const readHere = async (own: PartitionJob) => {
    await first.promise;
    return readPartition(means, own, () => {});
  };
  let read = 0;
  const onRead = (records: number) => {
    read += records;
  };
  const answers: PartitionAnswer[] = [];
  await using threads = startReplayThreads(topics, 2);
  for await (const answer of replayInThreads(threads, [job, job], readHere, onRead)) {
    answers.push(answer);
    first.resolve();
  }
  expect(answers).toHaveLength(2);
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toMatchObject({ findings: { intents: 4 }, isSameTwice: true });
  expect(read).toBe(4);
});
