import { consumerWithCluster } from './consumer-cluster.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { errorText, KafkaFailure } from './kafka-failure.ts';
import type { LogSink } from './log-sink.ts';
import { endsWithin, systemScheduler } from './scheduler.ts';
import { subscribeConsumer } from './subscribe-consumer.ts';

export interface SharePartitionsOptions {
  readonly groupId: string;
  readonly topic: string;
  /**
   * Awaited before each request to join the group, the first one included, up to 5 s: whoever holds
   * partitions lets go of them in it.
   */
  readonly beforeJoin: () => Promise<void>;
  /** After each join. */
  readonly onAssigned: (partitions: ReadonlySet<number>) => void;
  /** Without a heartbeat for so long a member counts as dead; 10 s. */
  readonly sessionTimeoutMs?: number;
  readonly log?: LogSink;
}

/** Membership in a group that shares the partitions of a topic. */
export interface PartitionShare {
  /** Leaves the group, so that the others get the partitions at once. */
  leave(): Promise<void>;
  /** Rejects when the membership ended for good: the process should exit. */
  readonly crashed: Promise<never>;
}

// A member that fetches nothing sends a heartbeat as often as it would have fetched.
const HEARTBEAT_MS = 250;
const REBALANCE_TIMEOUT_MS = 10_000;
// Far below the rebalance timeout: without this member the group would go on, and it would join once more.
const HAND_OVER_MS = 5_000;

/**
 * Joins a consumer group for its assignment alone: nothing is fetched and no offset is committed. For a while
 * two members may both believe that a partition is theirs, one that stood still and came back for instance;
 * whoever keeps the offsets has to see that only one of them goes on.
 *
 * @throws {KafkaFailure} `TOPIC_UNAVAILABLE`
 */
export async function sharePartitions(
  connection: KafkaConnection,
  options: SharePartitionsOptions,
): Promise<PartitionShare> {
  const { groupId, topic, log = connection.log } = options;
  const crashed = Promise.withResolvers<never>();
  let isLeaving = false;
  const { consumer } = consumerWithCluster(
    connection,
    {
      groupId,
      sessionTimeout: options.sessionTimeoutMs ?? 10_000,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: HEARTBEAT_MS,
    },
    async () => {
      if (isLeaving) return;
      if (await endsWithin(systemScheduler, HAND_OVER_MS, options.beforeJoin())) return;
      log('warn', 'partitions were not handed over in time', { groupId, topic });
    },
  );
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    // Before the first fetch, as kafkajs calls its listeners within the join.
    consumer.pause([{ topic }]);
    if (isLeaving) return;
    const partitions = payload.memberAssignment[topic] ?? [];
    log('info', 'partitions assigned', { groupId, topic, partitions: partitions.join(',') });
    options.onAssigned(new Set(partitions));
  });
  consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
    if (restart || isLeaving) return;
    log('error', 'the membership ended', { groupId, topic, error: errorText(error) });
    crashed.reject(new KafkaFailure('CONSUMER_CRASHED', errorText(error), error));
  });

  await subscribeConsumer(consumer, topic, log, systemScheduler);
  await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => {} });
  return {
    crashed: crashed.promise,
    async leave() {
      isLeaving = true;
      await consumer.disconnect().catch(() => {});
    },
  };
}
