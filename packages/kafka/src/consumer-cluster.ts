import type { Cluster, Consumer, ConsumerConfig } from 'kafkajs';
import { PartitionAssigners } from 'kafkajs';
import type { KafkaConnection } from './kafka-connection.ts';

/**
 * A consumer and the cluster that it talks through. kafkajs gives the cluster to the partition assigners
 * when the consumer is made: the public way to ask brokers what a consumer does not offer.
 */
export function consumerWithCluster(
  connection: KafkaConnection,
  config: ConsumerConfig,
): { readonly consumer: Consumer; readonly cluster: Cluster } {
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
  return { consumer, cluster };
}
