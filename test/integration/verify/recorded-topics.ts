import { topicNames } from '@orderonce/contracts';
import { ensureOrderTopics } from '@orderonce/infra';
import {
  createPublisher,
  deleteRun,
  type IncomingRecord,
  type KafkaConnection,
  readTopic,
} from '@orderonce/kafka';

const TOPICS = ['intents', 'outcomes', 'deadLetters', 'control'] as const;
export type TopicRole = (typeof TOPICS)[number];

/** Everything that stands on the four topics of a run, each partition in the order of its log. */
export type RecordedTopics = Readonly<Record<TopicRole, readonly IncomingRecord[]>>;

export async function recordTopics(
  connection: KafkaConnection,
  topicPrefix: string,
): Promise<RecordedTopics> {
  const names = topicNames(topicPrefix);
  const read = async (topic: string) => {
    const records: IncomingRecord[] = [];
    for await (const batch of readTopic(connection, { topic, from: 'beginning', until: 'end' }))
      records.push(...batch.map(plain));
    return records;
  };
  const [intents, outcomes, deadLetters, control] = await Promise.all(
    [names.intents, names.outcomes, names.deadLetters, names.control].map(read),
  );
  return {
    ...{ intents: intents ?? [], outcomes: outcomes ?? [] },
    ...{ deadLetters: deadLetters ?? [], control: control ?? [] },
  };
}

/** A record reads its fields when they are asked for: only what was asked for can be copied. */
function plain(record: IncomingRecord): IncomingRecord {
  const { topic, partition, offset, key, value, headers, logTimeMs } = record;
  return { topic, partition, offset, key, value, headers, logTimeMs };
}

/**
 * The records on topics of their own, under another prefix: each gets the offset of its place in the list, so that
 * what nobody touched stands where it stood.
 */
export async function writeCopy(
  connection: KafkaConnection,
  recorded: RecordedTopics,
  { topicPrefix, partitions }: { readonly topicPrefix: string; readonly partitions: number },
): Promise<AsyncDisposable> {
  const names = topicNames(topicPrefix);
  await ensureOrderTopics({
    variables: { ...process.env, TOPIC_PREFIX: topicPrefix },
    partitions,
  });
  const publisher = createPublisher(connection);
  await Promise.all(
    TOPICS.flatMap((role) =>
      recorded[role].map(async (record) => {
        const { key, value, headers } = record;
        const { partition } = await publisher.publish({ topic: names[role], key, value, headers });
        if (partition !== record.partition) throw new Error('a copy went to another partition');
      }),
    ),
  );
  await publisher.stop(5_000);
  return {
    [Symbol.asyncDispose]: () =>
      deleteRun(connection, { topics: Object.values(names), groupIds: [] }),
  };
}
