import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { withAdmin } from '../admin-session.ts';
import type { TopicToEnsure } from '../ensure-topics.ts';
import { ensureTopics } from '../ensure-topics.ts';
import type { KafkaConnection, KafkaConnectionOptions } from '../kafka-connection.ts';
import { kafkaConnection } from '../kafka-connection.ts';
import { kafkaEnvironment } from '../kafka-environment.ts';
import type { RecordPosition } from '../ports.ts';
import { createPublisher } from '../publisher.ts';

/** A connection to the cluster in `KAFKA_BROKERS` of the test's environment. */
export function integrationConnection(
  options: Partial<KafkaConnectionOptions> = {},
): KafkaConnection {
  const environment = z.object(kafkaEnvironment).parse(process.env);
  return kafkaConnection(environment, { clientId: 'integration-test', ...options });
}

/** A name that no other test run uses. */
export function uniqueName(start: string): string {
  return `${start}-${randomBytes(6).toString('hex')}`;
}

/** A topic of the test's own; `await using` deletes it at the end of the block. */
export interface TemporaryTopic extends AsyncDisposable {
  readonly name: string;
}

export async function temporaryTopic(
  connection: KafkaConnection,
  options: Partial<Pick<TopicToEnsure, 'name' | 'partitions' | 'config'>> = {},
): Promise<TemporaryTopic> {
  const { name = uniqueName('test') } = options;
  const { problems } = await ensureTopics(connection, [
    { partitions: 1, replicationFactor: 1, config: {}, ...options, name },
  ]);
  if (problems.length > 0) throw new Error(problems.join('; '));
  return {
    name,
    [Symbol.asyncDispose]: () =>
      withAdmin(connection, (admin) => admin.deleteTopics({ topics: [name] })),
  };
}

/** Publishes each text as the key and value of a record; the places in the order of the texts. */
export async function publishTexts(
  connection: KafkaConnection,
  topic: string,
  texts: readonly string[],
): Promise<readonly RecordPosition[]> {
  const publisher = createPublisher(connection);
  const positions = await Promise.all(
    texts.map((value) => publisher.publish({ topic, key: value, value, headers: { h: 'x' } })),
  );
  await publisher.stop(1_000);
  return positions;
}

/** Deletes what lies before `offset`, as retention would. */
export async function deleteRecordsBefore(
  connection: KafkaConnection,
  topic: string,
  partition: number,
  offset: string,
): Promise<void> {
  await withAdmin(connection, async (admin) => {
    // kafkajs does not load the topic's metadata for this call by itself.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset }] });
  });
}
