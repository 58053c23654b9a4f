import type { Broker, Cluster, KafkaMessage } from 'kafkajs';
import { consumerWithCluster } from './consumer-cluster.ts';
import type { KafkaConnection } from './kafka-connection.ts';

/** One topic, asked directly: no consumer group, no offsets kept anywhere. */
export interface TopicCluster {
  /** Rejects when the cluster or the topic is not there; may be called again. */
  connect(): Promise<void>;
  /** Partition numbers by the broker that leads them now. */
  leaders(): Map<string, number[]>;
  /** Of each partition; one that has no record as young as the timestamp is left out. */
  offsetsAt(place: 'beginning' | 'end' | { readonly timestampMs: number }): Promise<Offsets>;
  fetch(nodeId: string, from: Offsets, maxWaitMs: number): Promise<FetchedPartition[]>;
  refresh(): Promise<void>;
  close(): Promise<void>;
}

export type Offsets = ReadonlyMap<number, bigint>;

export interface FetchedPartition {
  readonly partition: number;
  /** Everything before it can be read. */
  readonly lastStableOffset: string;
  readonly messages: readonly FetchedMessage[];
  readonly abortedTransactions: readonly AbortedTransaction[] | null;
}

export type FetchedMessage = KafkaMessage & {
  readonly isControlRecord: boolean;
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean };
};

interface AbortedTransaction {
  readonly producerId: string;
  readonly firstOffset: string;
}

const READ_COMMITTED = 1;
const MAX_PARTITION_BYTES = 1024 * 1024;
const MAX_FETCH_BYTES = 10 * 1024 * 1024;

/** Opens nothing yet; every method throws until `connect` succeeded once. */
export function topicCluster(connection: KafkaConnection, topic: string): TopicCluster {
  // The consumer is never run: fetching directly needs no rights on a group and no time to join one.
  const { cluster } = consumerWithCluster(connection, { groupId: 'never-joined' });
  const partitions = () =>
    cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
  return {
    async connect() {
      await cluster.connect();
      await cluster.addMultipleTargetTopics([topic]);
    },
    leaders: () => new Map(Object.entries(cluster.findLeaderForPartitions(topic, partitions()))),
    offsetsAt: (place) => offsetsAt(cluster, topic, partitions(), place),
    fetch: async (nodeId, from, maxWaitMs) =>
      fetchFrom(await cluster.findBroker({ nodeId }), topic, from, maxWaitMs),
    refresh: () => cluster.refreshMetadata(),
    close: () => cluster.disconnect(),
  };
}

async function offsetsAt(
  cluster: Cluster,
  topic: string,
  partitions: readonly number[],
  place: 'beginning' | 'end' | { readonly timestampMs: number },
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
  maxWaitMs: number,
): Promise<FetchedPartition[]> {
  const answer: { readonly responses: readonly { readonly partitions: FetchedPartition[] }[] } =
    await broker.fetch({
      isolationLevel: READ_COMMITTED,
      maxWaitTime: maxWaitMs,
      minBytes: 1,
      maxBytes: MAX_FETCH_BYTES,
      topics: [
        {
          topic,
          partitions: Array.from(from, ([partition, offset]) => ({
            partition,
            fetchOffset: String(offset),
            maxBytes: MAX_PARTITION_BYTES,
          })),
        },
      ],
    });
  return answer.responses.flatMap(({ partitions }) => partitions);
}
