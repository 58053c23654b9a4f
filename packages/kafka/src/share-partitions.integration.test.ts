import { afterAll, expect, test, vi } from 'vitest';
import { deleteRun } from './delete-run.ts';
import { createPublisher } from './publisher.ts';
import { type SharePartitionsOptions, sharePartitions } from './share-partitions.ts';
import {
  API,
  faultySockets,
  integrationConnection,
  temporaryTopic,
  uniqueName,
} from './testing/index.ts';

const connection = integrationConnection();
const groupIds: string[] = [];
const PATIENCE = { timeout: 15_000, interval: 20 };

afterAll(() => deleteRun(connection, { topics: [], groupIds }));

async function join(
  topic: string,
  groupId: string,
  options: Partial<SharePartitionsOptions> = {},
  through = connection,
) {
  groupIds.push(groupId);
  const told: (readonly number[])[] = [];
  const share = await sharePartitions(through, {
    groupId,
    topic,
    beforeJoin: async () => {},
    onAssigned: (partitions) => told.push([...partitions].sort()),
    ...options,
  });
  return { ...share, told };
}

test('members share the partitions, and those of one that leaves go to the others', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 4 });
  const groupId = uniqueName('share');
  const first = await join(topic.name, groupId);
  expect(first.told).toEqual([[0, 1, 2, 3]]);
  const second = await join(topic.name, groupId);
  await vi.waitFor(() => expect(first.told.at(-1)).toHaveLength(2), PATIENCE);
  expect([...(first.told.at(-1) ?? []), ...(second.told.at(-1) ?? [])].sort()).toEqual([
    0, 1, 2, 3,
  ]);
  await first.leave();
  await vi.waitFor(() => expect(second.told.at(-1)).toEqual([0, 1, 2, 3]), PATIENCE);
  await second.leave();
});

test('nobody is given a partition before the one who had it let go of it', async () => {
  await using topic = await temporaryTopic(connection);
  const groupId = uniqueName('share');
  let joins = 0;
  const letGo = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const first = await join(topic.name, groupId, {
    async beforeJoin() {
      joins += 1;
      if (joins === 1) return;
      asked.resolve();
      await letGo.promise;
    },
  });
  const joining = join(topic.name, groupId);
  await asked.promise;
  const order: string[] = [];
  void joining.then(() => order.push('joined'));
  // A group without the first member would have gone on after its rebalance, which waits for it.
  await new Promise((resolve) => setTimeout(resolve, 500));
  order.push('let go');
  letGo.resolve();
  const second = await joining;
  expect(order).toEqual(['let go', 'joined']);
  await Promise.all([first.leave(), second.leave()]);
});

test('a membership fetches no record and commits no offset', async () => {
  await using topic = await temporaryTopic(connection);
  const publisher = createPublisher(connection);
  await publisher.publish({ topic: topic.name, key: 'k', value: 'v' });
  const sockets = faultySockets();
  const asked = new Set<number>();
  let heartbeats = 0;
  sockets.decide(({ apiKey }) => {
    asked.add(apiKey);
    if (apiKey === API.heartbeat) heartbeats += 1;
    return 'deliver';
  });
  const watched = integrationConnection({ socketFactory: sockets.socketFactory });
  const member = await join(topic.name, uniqueName('share'), {}, watched);
  await vi.waitFor(() => expect(heartbeats).toBeGreaterThan(2), PATIENCE);
  await member.leave();
  await publisher.stop(1000);
  expect(asked).toContain(API.joinGroup);
  expect(asked).not.toContain(API.fetch);
  expect(asked).not.toContain(API.offsetCommit);
});

test('a member that was cut off joins again', async () => {
  await using topic = await temporaryTopic(connection);
  const sockets = faultySockets();
  const watched = integrationConnection({ socketFactory: sockets.socketFactory });
  const member = await join(topic.name, uniqueName('share'), {}, watched);
  sockets.sever();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  sockets.restore();
  await vi.waitFor(() => expect(member.told.length).toBeGreaterThan(1), PATIENCE);
  expect(member.told.at(-1)).toEqual([0]);
  await member.leave();
});

test('a topic that is not there is an error', async () => {
  const nowhere = join(uniqueName('nowhere'), uniqueName('share'));
  await expect(nowhere).rejects.toMatchObject({ code: 'TOPIC_UNAVAILABLE' });
});
