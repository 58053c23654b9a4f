import type { Cluster } from 'kafkajs';
import type { ByteWriter } from './byte-writer.ts';
import { consumerWithCluster } from './consumer-cluster.ts';
import type { Departure } from './departure.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { brokerErrorType, isPassing } from './kafkajs-error.ts';
import { createPlacing } from './place-departures.ts';
import type { RecordPosition } from './ports.ts';
import { produceByLeaders } from './produce-by-leaders.ts';
import type { ProducerIdentity } from './producer-identity.ts';
import { newProducerIdentity } from './producer-identity.ts';

/** Puts one batch at a time on the log, over connections that are thrown away after any error. */
export interface RecordSender {
  /**
   * Resolves with the places of all records when every in-sync replica has them. After a rejection each of
   * them may be on the log or not; those that are known to be there do not go out again when they are handed
   * over again. Never call it again before it settled.
   */
  send(departures: readonly Departure[]): Promise<RecordPosition[]>;
  close(): Promise<void>;
}

/**
 * The broker takes each record once by its producer and number. A number must never go to another record:
 *
 *     send A (number 0) ──▶ broker has it, the answer is lost
 *     send B, in flight beside it, now takes number 0 too ──▶ "I have that one", acknowledged, B is lost
 *
 * So there is one send at a time, numbers are counted on by what was acknowledged, and after no answer the very
 * same records go out again by the same numbers; so they do after an error that passes. After one that does not,
 * the publisher may send other records in their place: from then on it is a new producer.
 *
 * @param placed hears of each departure once, when its partition is settled and before it goes out; those of
 * one topic in their order
 */
export function createRecordSender(
  connection: KafkaConnection,
  placed: (departure: Departure) => void = () => {},
): RecordSender {
  let live: Promise<Cluster> | null = null;
  let identity: ProducerIdentity | null = null;
  let writers = new Map<string, ByteWriter>();
  const place = createPlacing(placed);

  function discard(error: unknown) {
    const discarded = live;
    live = null;
    // What is still on its way to a broker may be written from these.
    writers = new Map();
    if (isToldForGood(error)) identity = null;
    // Its pending requests may take long to time out; nobody waits for that.
    discarded?.then((cluster) => cluster.disconnect()).catch(() => {});
  }

  async function sendOver(cluster: Cluster, departures: readonly Departure[]) {
    await cluster.addMultipleTargetTopics([...new Set(departures.map(({ topic }) => topic))]);
    await cluster.refreshMetadataIfNecessary();
    identity ??= await newProducerIdentity(cluster);
    await produceByLeaders({ cluster, identity, writers }, place(cluster, departures));
  }

  return {
    async send(departures) {
      live ??= connect(connection);
      try {
        const cluster = await live;
        const left = departures.filter(({ offset }) => offset === undefined);
        if (left.length > 0) await sendOver(cluster, left);
        return departures.map(positionOf);
      } catch (error) {
        discard(error);
        throw error;
      }
    },
    async close() {
      const last = live;
      live = null;
      await last?.then((cluster) => cluster.disconnect()).catch(() => {});
    },
  };
}

/** By a broker: about the records, or about the producer. */
function isToldForGood(error: unknown): boolean {
  return brokerErrorType(error) !== '' && !isPassing(error);
}

async function connect(connection: KafkaConnection): Promise<Cluster> {
  // The consumer is never run: it is the way to a cluster of kafkajs.
  const { cluster } = consumerWithCluster(connection, { groupId: 'never-joined' });
  await cluster.connect();
  return cluster;
}

/** @throws when the answers leave it out, as one would whose topic has fewer partitions now */
function positionOf({ topic, partition = -1, offset }: Departure): RecordPosition {
  if (offset === undefined) throw new Error(`no broker acknowledged ${topic}/${partition}`);
  return { topic, partition, offset };
}
