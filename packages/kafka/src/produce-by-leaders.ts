import type { Cluster } from 'kafkajs';
import { ByteWriter } from './byte-writer.ts';
import type { Departure } from './departure.ts';
import type { OutgoingTopics } from './produce-request.ts';
import type { ProducerIdentity } from './producer-identity.ts';
import type { ProducedPartition } from './raw-produce.ts';
import { rawProduce } from './raw-produce.ts';
import type { OutgoingBatch } from './write-record-batch.ts';

/** Departures by topic and partition, each list in the order in which they go out. */
export type PlacedDepartures = ReadonlyMap<string, ReadonlyMap<number, readonly Departure[]>>;

/** What to produce through, and as whom. */
export interface ProducingSession {
  readonly cluster: Cluster;
  readonly identity: ProducerIdentity;
  /** Memory for the requests to each broker, by its node id. */
  readonly writers: Map<string, ByteWriter>;
}

/**
 * Sends each leader its partitions' records, all leaders at once. Writes into each departure that was acknowledged
 * where it stands. Settles when nothing is on its way any more.
 *
 * @throws what went wrong first, when all answers are there
 */
export async function produceByLeaders(
  session: ProducingSession,
  placed: PlacedDepartures,
): Promise<void> {
  const { cluster, identity } = session;
  const results = await Promise.allSettled(
    Array.from(requestsByLeader(cluster, identity, placed), ([nodeId, topics]) =>
      produce(session, nodeId, topics),
    ),
  );
  const errors: unknown[] = [];
  for (const result of results) {
    if (result.status === 'rejected') {
      errors.push(result.reason);
      continue;
    }
    for (const answer of result.value) {
      if (answer.error) errors.push(answer.error);
      acknowledge(identity, placed.get(answer.topic)?.get(answer.partition) ?? [], answer);
    }
  }
  if (errors.length > 0) throw errors[0];
}

async function produce(
  { cluster, writers }: ProducingSession,
  nodeId: string,
  topics: OutgoingTopics,
): Promise<readonly ProducedPartition[]> {
  const broker = await cluster.findBroker({ nodeId });
  const writer = writers.get(nodeId) ?? new ByteWriter();
  writers.set(nodeId, writer);
  return rawProduce(broker, topics, writer);
}

function requestsByLeader(
  cluster: Cluster,
  identity: ProducerIdentity,
  placed: PlacedDepartures,
): ReadonlyMap<string, OutgoingTopics> {
  const timestampMs = Date.now();
  const requests = new Map<string, Map<string, Map<number, OutgoingBatch>>>();
  for (const [topic, ofTopic] of placed) {
    const leaders = cluster.findLeaderForPartitions(topic, [...ofTopic.keys()]);
    for (const [nodeId, partitions] of Object.entries(leaders)) {
      const batches = new Map<number, OutgoingBatch>();
      for (const partition of partitions) {
        const records = ofTopic.get(partition) ?? [];
        const { producerId, producerEpoch } = identity;
        const firstSequence = identity.sequence(topic, partition);
        batches.set(partition, { records, timestampMs, producerId, producerEpoch, firstSequence });
      }
      const topics = requests.get(nodeId) ?? new Map<string, Map<number, OutgoingBatch>>();
      requests.set(nodeId, topics.set(topic, batches));
    }
  }
  return requests;
}

function acknowledge(
  identity: ProducerIdentity,
  departures: readonly Departure[],
  { topic, partition, baseOffset }: ProducedPartition,
) {
  if (baseOffset === null) return;
  identity.passed(topic, partition, departures.length);
  for (const [n, departure] of departures.entries()) departure.offset = String(baseOffset + n);
}
