import { topicNames } from '@orderonce/contracts';
import { connectRedis, redisEnvironment } from '@orderonce/idempotency';
import { deleteRun, type KafkaConnection } from '@orderonce/kafka';
import { Cluster, type Redis } from 'ioredis';
import { z } from 'zod';

/** What one run made on a Kafka and a Redis that may belong to somebody else. */
export interface RunMarks {
  readonly connection: KafkaConnection;
  readonly topicPrefix: string;
  readonly groupId: string;
  readonly accountIds: readonly string[];
  /** REDIS_URL and what belongs to it. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const SCAN_COUNT = 1000;

/** Removes the topics, the group and the records of a run, and nothing else. */
export async function leaveNoTrace(marks: RunMarks): Promise<void> {
  const { connection, topicPrefix, groupId, accountIds, variables } = marks;
  const topics = Object.values(topicNames(topicPrefix));
  const trackerGroupId = `${topicPrefix}position-tracker-positions`;
  await deleteRun(connection, { topics, groupIds: [groupId, trackerGroupId] });
  const redis = await connectRedis(z.object(redisEnvironment).parse(variables));
  try {
    const nodes: Redis[] = redis instanceof Cluster ? redis.nodes('master') : [redis];
    for (const node of nodes) {
      for (const accountId of accountIds) await deleteKeys(node, `once:{${accountId}}:*`);
      await deleteKeys(node, `tracker:{${topicPrefix}*`);
    }
  } finally {
    redis.disconnect();
  }
}

async function deleteKeys(node: Redis, pattern: string): Promise<void> {
  for await (const keys of node.scanStream({ match: pattern, count: SCAN_COUNT }))
    if (keys.length > 0) await node.unlink(keys);
}
