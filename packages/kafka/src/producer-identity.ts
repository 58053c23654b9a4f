import type { Cluster } from 'kafkajs';

/** Who a broker takes each numbered record from once. */
export interface ProducerIdentity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  /** Of the next record in a partition. */
  sequence(topic: string, partition: number): number;
  /** So many more are on the log. */
  passed(topic: string, partition: number, records: number): void;
}

// Missing in the types of kafkajs.
interface BrokerInside {
  initProducerId(options: object): Promise<{ producerId: string; producerEpoch: number }>;
}

const SEQUENCES = 2 ** 31;

/** A new one, never used before. The cluster must know its brokers. */
export async function newProducerIdentity(cluster: Cluster): Promise<ProducerIdentity> {
  const broker = await cluster.findControllerBroker();
  const given = await (broker as unknown as BrokerInside).initProducerId({
    transactionTimeout: 60_000,
  });
  const next = new Map<string, number>();
  const sequence = (topic: string, partition: number) => next.get(`${topic}/${partition}`) ?? 0;
  return {
    producerId: BigInt(given.producerId),
    producerEpoch: given.producerEpoch,
    sequence,
    passed(topic, partition, records) {
      next.set(`${topic}/${partition}`, (sequence(topic, partition) + records) % SEQUENCES);
    },
  };
}
