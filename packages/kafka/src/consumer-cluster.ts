import type { Broker, Cluster, Consumer, ConsumerConfig } from 'kafkajs';
import { PartitionAssigners } from 'kafkajs';
import type { KafkaConnection } from './kafka-connection.ts';

export interface ConsumerWithCluster {
  readonly consumer: Consumer;
  /** What the consumer talks through. */
  readonly cluster: Cluster;
  readonly findCoordinator: (groupId: string) => Promise<Broker>;
}

/**
 * A consumer and its cluster, which kafkajs gives to the partition assigners when the consumer is made: the
 * public way to ask brokers what a consumer does not offer.
 *
 * `beforeJoin` is awaited before each request to join the group, the first one included. kafkajs has no
 * awaited callback for partitions that are about to go, and heartbeats where no handler can see it; but it
 * always asks its cluster for the group's coordinator before it joins.
 */
export function consumerWithCluster(
  connection: KafkaConnection,
  config: ConsumerConfig,
  beforeJoin: () => Promise<void> = async () => {},
): ConsumerWithCluster {
  const clusters: Cluster[] = [];
  const consumer = connection.openKafkajs().consumer({
    allowAutoTopicCreation: false,
    ...config,
    partitionAssigners: [
      (given) => {
        clusters.push(given.cluster);
        return PartitionAssigners.roundRobin(given);
      },
    ],
  });
  const [cluster] = clusters;
  if (!cluster) throw new RangeError('kafkajs did not hand over its cluster');
  const find = cluster.findGroupCoordinator.bind(cluster);
  cluster.findGroupCoordinator = async (group) => {
    await beforeJoin();
    return find(group);
  };
  return { consumer, cluster, findCoordinator: (groupId) => find({ groupId }) };
}
