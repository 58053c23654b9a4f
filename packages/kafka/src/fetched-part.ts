import type { Broker, Cluster } from 'kafkajs';
import type { Protocol } from './broker-before.ts';
import { brokerBefore } from './broker-before.ts';
import type { FetchedPartition } from './fetch-answer.ts';
import { checkFetchVersion, fetchAnswer } from './fetch-answer.ts';
import { incomingRecord } from './incoming-record.ts';
import { KafkaFailure } from './kafka-failure.ts';
import { partitionAnswer, recordsOf } from './partition-answer.ts';
import type { IncomingRecord } from './ports.ts';
import type { FetchRequest } from './raw-fetch.ts';

/** What one answer brought of one partition. It stands as a single message in what kafkajs hands on. */
export interface FetchedPart {
  /** Of the last record that it reaches to, delivered or not. */
  readonly offset: string;
  /**
   * Those that count, in order, from the offset that was asked for; none where there were only markers.
   *
   * @throws {KafkaFailure} `UNREADABLE`, naming the place
   */
  records(): IncomingRecord[];
}

/**
 * From now on a consumer of one topic on this cluster gets `FetchedPart`s for messages: kafkajs (2.2.4) decodes each
 * record into objects several times over, and looks at the offset of each as at a 64-bit number twice. It goes on
 * to ask, to wait, to tell errors from another and to keep the offsets.
 */
export function fetchParts(cluster: Cluster, topic: string): void {
  const find = cluster.findBroker.bind(cluster);
  const before = new WeakMap<Broker, Broker>();
  cluster.findBroker = async (node) => {
    const broker = await find(node);
    const known = before.get(broker);
    if (known) return known;
    const fetching: Broker = Object.create(broker, {
      fetch: {
        value: (request: FetchRequest) =>
          brokerBefore(broker, (protocol) => withParts(protocol, topic, request)).fetch(request),
      },
    });
    before.set(broker, fetching);
    return fetching;
  };
}

function withParts(protocol: Protocol, topic: string, { topics }: FetchRequest): Protocol {
  const version = protocol.request.apiVersion;
  const from = new Map(
    topics.flatMap(({ partitions }) =>
      partitions.map(({ partition, fetchOffset }) => [partition, BigInt(fetchOffset)] as const),
    ),
  );
  async function decode(payload: Buffer) {
    const { throttleMs, partitions } = answerOf(payload, version);
    const parts = partitions.map((fetched) => ({
      partition: fetched.partition,
      errorCode: fetched.errorCode,
      // What cannot be read yet does not count as waiting to be read.
      highWatermark: String(fetched.lastStableOffset),
      abortedTransactions: [],
      messages: partsOf(topic, fetched, from.get(fetched.partition) ?? 0n),
    }));
    // By this name kafkajs keeps the connection quiet for as long as the broker wants.
    return {
      clientSideThrottleTime: throttleMs,
      responses: [{ topicName: topic, partitions: parts }],
    };
  }
  return { ...protocol, response: { ...protocol.response, decode } };
}

/** @throws {KafkaFailure} `UNREADABLE`, which ends the consumer */
function answerOf(payload: Buffer, version: number) {
  try {
    checkFetchVersion(version);
    return fetchAnswer(payload, version);
  } catch (error) {
    // kafkajs would try again for ever what does not say that it is of no use.
    throw error instanceof KafkaFailure ? Object.assign(error, { retriable: false }) : error;
  }
}

/** One, or none when the answer brought nothing from `from` on. What cannot be read is told when it is asked for. */
function partsOf(topic: string, fetched: FetchedPartition, from: bigint): FetchedPart[] {
  try {
    const answer = partitionAnswer(topic, fetched, { from, until: null });
    if (answer.next === from) return [];
    const records = () => [...recordsOf([answer])].flatMap((some) => some.map(incomingRecord));
    return [{ offset: String(answer.next - 1n), records }];
  } catch (error) {
    const records = () => {
      throw error;
    };
    return [{ offset: String(from), records }];
  }
}
