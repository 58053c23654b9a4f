import type { Broker, Cluster } from 'kafkajs';
import { consumerWithCluster } from './consumer-cluster.ts';
import type { FetchedPartition } from './fetch-answer.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { KafkaFailure } from './kafka-failure.ts';
import { rawFetch } from './raw-fetch.ts';
import { readingSockets } from './reading-sockets.ts';

/** One topic, asked directly: no consumer group, no offsets kept anywhere. */
export interface TopicCluster {
  /** Rejects when the cluster or the topic is not there; may be called again. */
  connect(): Promise<void>;
  /** Partition numbers by the broker that leads them now. */
  leaders(): Map<string, number[]>;
  /** Of each partition; one that has no record as young as the timestamp is left out. */
  offsetsAt(place: TopicPlace): Promise<Offsets>;
  fetch(nodeId: string, from: Offsets, limits: FetchLimits): Promise<readonly FetchedPartition[]>;
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Before the oldest record, after the newest, or before the first whose log time is not before the moment. */
export type TopicPlace = 'beginning' | 'end' | { readonly timestampMs: number };

interface FetchLimits {
  /** How long the broker may keep a question for which it has no records yet. */
  readonly maxWaitMs: number;
  /** Of one partition in one answer; a batch of records that is larger comes whole, alone. */
  readonly partitionBytes: number;
  /** Of all partitions in one answer. */
  readonly answerBytes: number;
}

export type Offsets = ReadonlyMap<number, bigint>;

const READ_COMMITTED = 1;

/**
 * Opens nothing yet; every method throws until `connect` succeeded once. Without `chosen` it is about all
 * partitions.
 */
export function topicCluster(
  connection: KafkaConnection,
  topic: string,
  chosen?: readonly number[],
): TopicCluster {
  // The consumer is never run: fetching directly needs no rights on a group and no time to join one.
  const { cluster } = consumerWithCluster(
    { ...connection, openKafkajs: () => connection.openKafkajs(readingSockets()) },
    { groupId: 'never-joined' },
  );
  function partitions() {
    const all = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
    return all.filter((partition) => chosen?.includes(partition) ?? true);
  }
  return {
    async connect() {
      await cluster.connect();
      await cluster.addMultipleTargetTopics([topic]);
      const absent = chosen?.filter((partition) => !partitions().includes(partition)) ?? [];
      if (absent.length > 0)
        throw new KafkaFailure('TOPIC_UNAVAILABLE', `${topic} has no partition ${absent[0]}`);
    },
    leaders: () => new Map(Object.entries(cluster.findLeaderForPartitions(topic, partitions()))),
    offsetsAt: (place) => offsetsAt(cluster, topic, partitions(), place),
    fetch: async (nodeId, from, limits) =>
      fetchFrom(await cluster.findBroker({ nodeId }), topic, from, limits),
    refresh: () => cluster.refreshMetadata(),
    close: () => cluster.disconnect(),
  };
}

async function offsetsAt(
  cluster: Cluster,
  topic: string,
  partitions: readonly number[],
  place: TopicPlace,
): Promise<Offsets> {
  const asked = { topic, partitions: partitions.map((partition) => ({ partition })) };
  const [answer] = await cluster.fetchTopicsOffset([
    typeof place === 'string'
      ? { ...asked, fromBeginning: place === 'beginning' }
      : { ...asked, fromTimestamp: place.timestampMs },
  ]);
  const found = new Map<number, bigint>();
  // -1: no record is that young.
  for (const { partition, offset } of answer?.partitions ?? [])
    if (BigInt(offset) >= 0n) found.set(partition, BigInt(offset));
  return found;
}

async function fetchFrom(
  broker: Broker,
  topic: string,
  from: Offsets,
  { maxWaitMs, partitionBytes, answerBytes }: FetchLimits,
): Promise<readonly FetchedPartition[]> {
  return rawFetch(broker, {
    isolationLevel: READ_COMMITTED,
    maxWaitTime: maxWaitMs,
    minBytes: 1,
    maxBytes: answerBytes,
    topics: [
      {
        topic,
        partitions: Array.from(from, ([partition, offset]) => ({
          partition,
          fetchOffset: String(offset),
          maxBytes: partitionBytes,
        })),
      },
    ],
  });
}
