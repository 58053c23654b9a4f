import { expect, test } from 'vitest';
import {
  integrationConnection,
  publishTexts,
  temporaryTopic,
  uniqueName,
} from './testing/index.ts';
import { topicOffsets } from './topic-offsets.ts';

const connection = integrationConnection();

test('each partition says where its records begin, end and where a moment lies', async () => {
  await using topic = await temporaryTopic(connection, {
    partitions: 2,
    config: { 'message.timestamp.type': 'LogAppendTime' },
  });
  const positions = await publishTexts(connection, topic.name, ['a', 'b', 'c', 'd', 'e']);
  const inFirst = positions.filter(({ partition }) => partition === 0).length;
  const ends = new Map([
    [0, String(inFirst)],
    [1, String(5 - inFirst)],
  ]);
  const oldest = new Map([
    [0, '0'],
    [1, '0'],
  ]);
  expect(await topicOffsets(connection, topic.name, 'beginning')).toEqual(oldest);
  expect(await topicOffsets(connection, topic.name, 'end')).toEqual(ends);
  expect(await topicOffsets(connection, topic.name, { timestampMs: 0 })).toEqual(oldest);
  const later = { timestampMs: Date.now() + 60_000 };
  expect(await topicOffsets(connection, topic.name, later)).toEqual(ends);
});

test('a topic that is not there is said at once', async () => {
  await expect(topicOffsets(connection, uniqueName('absent'), 'end')).rejects.toMatchObject({
    code: 'TOPIC_UNAVAILABLE',
  });
});
