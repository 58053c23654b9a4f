import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Broker, Cluster, ConsumerConfig, Kafka } from 'kafkajs';
import type { KafkaConnection } from '../kafka-connection.ts';
import type { ProducedBatch } from './produced-batches.ts';
import { producedBatches } from './produced-batches.ts';

/**
 * What becomes of one request to one broker: `lost` never reaches it, of `unanswered` the answer is lost, `moved` says
 * that the request's first partition is led elsewhere now, `unsafe` that what it was given there is not on all
 * replicas, `refused` that something in it is too large, `left-out` says nothing about its last one, `slow` takes it a
 * turn of the loop later.
 */
export type ProduceFate =
  | 'ok'
  | 'lost'
  | 'unanswered'
  | 'moved'
  | 'unsafe'
  | 'refused'
  | 'left-out'
  | 'slow';

export interface MemoryBrokers {
  readonly connection: KafkaConnection;
  /** The values on each partition's log. */
  readonly logs: readonly (readonly string[])[];
  readonly requests: readonly (readonly ProducedBatch[])[];
  /** Whether the memory of each request holds what it held when it was sent. */
  areUntouched(): readonly boolean[];
  readonly counts: { readonly connected: number; readonly closed: number; readonly ids: number };
}

/** Errors that are told of a request's first partition, with what became of its records. */
const TOLD: Partial<
  Record<ProduceFate, { readonly errorCode: number; readonly isTaken: boolean }>
> = {
  moved: { errorCode: 6, isTaken: false },
  unsafe: { errorCode: 20, isTaken: true },
  refused: { errorCode: 10, isTaken: false },
};

/** Two brokers that lead the even and the odd of four partitions, as far as a record sender asks them. */
export function memoryBrokers(fates: ProduceFate[] = []): MemoryBrokers {
  const partitions = [0, 1, 2, 3].map(memoryPartition);
  const requests: ProducedBatch[][] = [];
  const bodies: { readonly body: Buffer; readonly copy: Buffer }[] = [];
  const counts = { connected: 0, closed: 0, ids: 0 };

  async function answer(batches: ProducedBatch[]) {
    const fate = fates.shift() ?? 'ok';
    if (fate === 'slow') await turnOfTheLoop();
    if (fate === 'lost') throw new Error('lost');
    requests.push(batches);
    const answers = batches.map((batch, n) => {
      const told = n === 0 ? TOLD[fate] : undefined;
      const taken = told?.isTaken === false ? null : partitions[batch.partition]?.append(batch);
      return { partition: batch.partition, ...(told ? refusal(told.errorCode) : taken) };
    });
    if (fate === 'unanswered') throw new Error('unanswered');
    return fate === 'left-out' ? answers.slice(0, -1) : answers;
  }

  const broker = {
    lookupRequest: () => () => ({ request: { apiVersion: 7 }, response: {} }),
    initProducerId: async () => ({ producerId: String(++counts.ids), producerEpoch: 0 }),
    async produce(this: Inside) {
      const { request, response } = this.lookupRequest()();
      await Promise.resolve();
      const body = (await request.encode()).buffer;
      bodies.push({ body, copy: Buffer.from(body) });
      const { topic, batches } = producedBatches(body);
      return response.parse({ topics: [{ topicName: topic, partitions: await answer(batches) }] });
    },
  };
  const connection = connectionTo(broker as unknown as Broker, counts);
  return {
    connection,
    logs: partitions.map(({ log }) => log),
    requests,
    areUntouched: () => bodies.map(({ body, copy }) => body.equals(copy)),
    counts,
  };
}

interface Inside {
  lookupRequest(): () => {
    readonly request: { encode(): Promise<{ readonly buffer: Buffer }> };
    readonly response: { parse(answer: object): Promise<unknown> };
  };
}

function connectionTo(
  broker: Broker,
  counts: { connected: number; closed: number },
): KafkaConnection {
  const byLeader = (_topic: string, asked: readonly number[]) =>
    Object.groupBy(asked, (partition) => (partition % 2 === 0 ? 'even' : 'odd'));
  const cluster: Partial<Cluster> = {
    async connect() {
      counts.connected += 1;
    },
    async disconnect() {
      counts.closed += 1;
    },
    addMultipleTargetTopics: async () => {},
    refreshMetadataIfNecessary: async () => {},
    findGroupCoordinator: async () => broker,
    findControllerBroker: async () => broker,
    findBroker: async () => broker,
    findTopicPartitionMetadata: () =>
      [0, 1, 2, 3].map((partitionId) => ({
        partitionId,
        partitionErrorCode: 0,
        leader: 0,
        replicas: [],
        isr: [],
      })),
    findLeaderForPartitions: byLeader as Cluster['findLeaderForPartitions'],
  };
  // kafkajs gives its cluster to a consumer's assigners; see consumer-cluster.ts.
  const consumer = ({ partitionAssigners = [] }: ConsumerConfig) => {
    for (const assigner of partitionAssigners)
      assigner({ cluster } as Parameters<typeof assigner>[0]);
    return {};
  };
  const openKafkajs = () => ({ consumer }) as unknown as Kafka;
  return { clientId: 'test', log: () => {}, openKafkajs };
}

const OUT_OF_ORDER = 45;
const REMEMBERED = 5;

function refusal(errorCode: number) {
  return { errorCode, baseOffset: '-1' };
}

/** A log that takes the batches of each producer by their numbers, each once, and remembers five, as Kafka's does. */
function memoryPartition() {
  const log: string[] = [];
  const taken = new Map<bigint, { first: number; behind: number; offset: number }[]>();
  function append({ producerId, firstSequence, values }: ProducedBatch) {
    const known = taken.get(producerId) ?? [];
    const behind = firstSequence + values.length;
    const same = known.find((batch) => batch.first === firstSequence && batch.behind === behind);
    if (same) return { errorCode: 0, baseOffset: String(same.offset) };
    if (firstSequence !== (known.at(-1)?.behind ?? 0)) return refusal(OUT_OF_ORDER);
    taken.set(
      producerId,
      [...known, { first: firstSequence, behind, offset: log.length }].slice(-REMEMBERED),
    );
    log.push(...values);
    return { errorCode: 0, baseOffset: String(log.length - values.length) };
  }
  return { log, append };
}
