import type { Cluster, PartitionMetadata } from 'kafkajs';
import { Partitioners } from 'kafkajs';
import type { Departure } from './departure.ts';
import { partitionFor } from './partition-for.ts';
import type { PlacedDepartures } from './produce-by-leaders.ts';

/**
 * Gives each departure its partition: by its key, or one after the other without one. A departure that has one keeps
 * it, however many partitions there are by now.
 *
 * @param placed hears of each departure when it gets its partition, in their order
 */
export function createPlacing(placed: (departure: Departure) => void) {
  const keyless = Partitioners.DefaultPartitioner();

  function choose({ topic, key }: Departure, partitionMetadata: PartitionMetadata[]): number {
    if (partitionMetadata.length === 0) throw new Error(`${topic} has no partitions yet`);
    if (key !== null) return partitionFor(key, partitionMetadata.length);
    return keyless({ topic, partitionMetadata, message: { key, value: null } });
  }

  return (cluster: Cluster, departures: readonly Departure[]): PlacedDepartures => {
    const topics = new Map<string, Map<number, Departure[]>>();
    for (const departure of departures) {
      const { topic } = departure;
      if (departure.partition === undefined) {
        departure.partition = choose(departure, cluster.findTopicPartitionMetadata(topic));
        placed(departure);
      }
      const partitions = topics.get(topic) ?? new Map<number, Departure[]>();
      if (partitions.size === 0) topics.set(topic, partitions);
      const samePartition = partitions.get(departure.partition);
      if (samePartition) samePartition.push(departure);
      else partitions.set(departure.partition, [departure]);
    }
    return topics;
  };
}
