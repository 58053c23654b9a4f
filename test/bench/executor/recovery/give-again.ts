import { topicNames } from '@orderonce/contracts';
import { createPublisher, groupProgress, readTopic } from '@orderonce/kafka';
import { groupOf, type Pipeline } from '../latency/start-beside.ts';

const STOP_MS = 60_000;

/** The group's offsets go back to the first record of every partition; no member may be in it. */
export async function resetOffsets(pipeline: Pipeline): Promise<void> {
  const { intents: topic } = topicNames(pipeline.topicPrefix);
  const admin = pipeline.connection.openKafkajs().admin();
  await admin.connect();
  try {
    await admin.resetOffsets({ groupId: groupOf(pipeline), topic, earliest: true });
  } finally {
    await admin.disconnect();
  }
}

/**
 * Every record that stands on the intents topic is produced a second time, in its order.
 *
 * @returns how many
 */
export async function produceAgain(pipeline: Pipeline): Promise<number> {
  const { connection } = pipeline;
  const { intents: topic } = topicNames(pipeline.topicPrefix);
  const { ends } = await groupProgress(connection, { groupId: groupOf(pipeline), topic });
  const publisher = createPublisher(connection);
  let copies = 0;
  for await (const batch of readTopic(connection, { topic, from: 'beginning', until: 'end' })) {
    for (const { key, value, headers, partition, offset } of batch) {
      // A batch may hold copies that were produced meanwhile.
      if (value === null || BigInt(offset) >= (ends.get(partition) ?? 0n)) continue;
      void publisher.publish({ topic, key, value, headers });
      copies += 1;
    }
    await publisher.room();
  }
  await publisher.flush();
  await publisher.stop(STOP_MS);
  return copies;
}
