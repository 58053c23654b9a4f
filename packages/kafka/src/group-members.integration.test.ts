import { expect, test } from 'vitest';
import { groupMembers } from './group-members.ts';
import { startKeyedConsumer } from './keyed-consumer.ts';
import { integrationConnection, temporaryTopic, uniqueName } from './testing/index.ts';

const connection = integrationConnection();

test('a group has the members that joined and did not leave', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 2 });
  const groupId = uniqueName('group');
  expect(await groupMembers(connection, { groupId })).toEqual([]);
  const join = (clientId: string) =>
    startKeyedConsumer(integrationConnection({ clientId }), {
      groupId,
      topic: topic.name,
      laneOf: () => '',
      handle: async () => ({ committable: Promise.resolve() }),
      maxConcurrent: 1,
    });
  const second = await join('executor.b');
  const first = await join('executor.a');
  expect(await groupMembers(connection, { groupId })).toEqual(['executor.a', 'executor.b']);
  await second.stop(0);
  expect(await groupMembers(connection, { groupId })).toEqual(['executor.a']);
  await first.stop(0);
  expect(await groupMembers(connection, { groupId })).toEqual([]);
});
