import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { readRecords } from './read-records.ts';
import {
  deleteRecordsBefore,
  faultySockets,
  integrationConnection,
  publishTexts,
  temporaryTopic,
} from './testing/index.ts';

const connection = integrationConnection();

const texts = (records: readonly { value: Buffer | null }[]) =>
  records.map(({ value }) => String(value));

test('records are read by their places, from several topics, in the order asked', async () => {
  await using first = await temporaryTopic(connection, { partitions: 3 });
  await using second = await temporaryTopic(connection);
  const names = Array.from({ length: 20 }, (_, n) => `n${n}`);
  const ofFirst = await publishTexts(connection, first.name, names);
  const ofSecond = await publishTexts(connection, second.name, ['x', 'y', 'z']);
  const asked = [...ofSecond.slice(1), ...ofFirst.toReversed(), ...ofSecond.slice(0, 1)];
  const records = await readRecords(connection, asked);
  expect(texts(records)).toEqual(['y', 'z', ...names.toReversed(), 'x']);
  expect(records.map(({ topic, partition, offset }) => ({ topic, partition, offset }))).toEqual(
    asked,
  );
});

test('a record that is gone, or is not there yet, is left out', async () => {
  await using topic = await temporaryTopic(connection);
  const positions = await publishTexts(connection, topic.name, ['a', 'b', 'c', 'd']);
  await deleteRecordsBefore(connection, topic.name, 0, '2');
  const later = { topic: topic.name, partition: 0, offset: '4' };
  const muchLater = { ...later, offset: '9000000000000000000' };
  expect(texts(await readRecords(connection, [...positions, later, muchLater]))).toEqual([
    'c',
    'd',
  ]);
});

test('questions in parallel share one connection, and all are closed', async () => {
  await using topic = await temporaryTopic(connection);
  const names = Array.from({ length: 30 }, (_, n) => `n${n}`);
  const positions = await publishTexts(connection, topic.name, names);
  const sockets = faultySockets();
  const open = new Set<Socket>();
  let opened = 0;
  const counted = integrationConnection({
    socketFactory(target) {
      const socket = sockets.socketFactory(target);
      opened += 1;
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      return socket;
    },
  });
  expect(texts(await readRecords(counted, positions))).toEqual(names);
  // One for questions about the cluster, one for records.
  expect(opened).toBe(2);
  await expect.poll(() => open.size).toBe(0);
});

test('nothing asked opens no connection', async () => {
  expect(await readRecords(connection, [])).toEqual([]);
});

test('a partition that is not there is an error', async () => {
  await using topic = await temporaryTopic(connection);
  const position = { topic: topic.name, partition: 7, offset: '0' };
  await expect(readRecords(connection, [position])).rejects.toMatchObject({
    code: 'TOPIC_UNAVAILABLE',
  });
});
