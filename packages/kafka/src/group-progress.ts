import { type Patience, withAdmin } from './admin-session.ts';
import type { KafkaConnection } from './kafka-connection.ts';

/** How far a consumer group has come on one topic. */
export interface GroupProgress {
  /** By partition: the offset at which the group would go on; absent where it never committed. */
  readonly committed: ReadonlyMap<number, bigint>;
  /** By partition: the offset that the next record will get. */
  readonly ends: ReadonlyMap<number, bigint>;
  /** Whether nothing on the topic is left to commit. */
  readonly isCaughtUp: boolean;
}

/** Asks the cluster; neither joins the group nor changes it. */
export function groupProgress(
  connection: KafkaConnection,
  { groupId, topic }: { readonly groupId: string; readonly topic: string },
  patience: Patience = {},
): Promise<GroupProgress> {
  return withAdmin(
    connection,
    async (admin) => {
      const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
      // Kafka writes -1 where nothing is committed.
      const committed = offsetsOf(found?.partitions.filter(({ offset }) => offset !== '-1') ?? []);
      const offsets = await admin.fetchTopicOffsets(topic);
      const ends = offsetsOf(offsets.map(({ partition, high }) => ({ partition, offset: high })));
      const begins = offsetsOf(offsets.map(({ partition, low }) => ({ partition, offset: low })));
      const isCaughtUp = [...ends].every(
        ([partition, end]) => (committed.get(partition) ?? begins.get(partition) ?? 0n) >= end,
      );
      return { committed, ends, isCaughtUp };
    },
    patience,
  );
}

function offsetsOf(
  partitions: readonly { readonly partition: number; readonly offset: string }[],
): ReadonlyMap<number, bigint> {
  return new Map(partitions.map(({ partition, offset }) => [partition, BigInt(offset)]));
}
