import type { Broker } from 'kafkajs';
import type { Protocol } from './broker-before.ts';
import { brokerBefore } from './broker-before.ts';
import type { ByteWriter } from './byte-writer.ts';
import { KafkaFailure } from './kafka-failure.ts';
import { brokerError } from './kafkajs-error.ts';
import type { OutgoingTopics } from './produce-request.ts';
import { PRODUCE_VERSIONS, writeProduceRequest } from './produce-request.ts';
import { RequestBytes } from './request-bytes.ts';

/** What a broker answers about one partition. */
export interface ProducedPartition {
  readonly topic: string;
  readonly partition: number;
  /** Where the first record stands; null when they are not there, or not safe there. */
  readonly baseOffset: number | null;
  readonly error: Error | null;
}

interface ProduceAnswer {
  readonly topics: readonly {
    readonly topicName: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly errorCode: number;
      readonly baseOffset: string;
    }[];
  }[];
}

// Length, api key, version, correlation id and client id: room for all but absurd ones.
const HEADER_BYTES = 256;

/**
 * Produces through kafkajs's own connection, with its login, its time limits and its queue of requests, but
 * writes the request here: kafkajs (2.2.4) makes an encoder with a memory of its own for each record and each
 * of its headers, and copies each into the next larger one.
 *
 * `writer` may be used again when this resolved, and not when it rejected: the broker reads everything before it
 * answers.
 *
 * @throws {KafkaFailure} `UNREADABLE` when broker and kafkajs agree on a version not known here
 */
export async function rawProduce(
  broker: Broker,
  topics: OutgoingTopics,
  writer: ByteWriter,
): Promise<readonly ProducedPartition[]> {
  const before = brokerBefore(broker, (protocol) => withOwnBytes(protocol, topics, writer));
  const answer: ProduceAnswer = await before.produce({ topicData: [] });
  return answer.topics.flatMap(({ topicName, partitions }) =>
    partitions.map(({ partition, errorCode, baseOffset }) => {
      const error = brokerError(errorCode);
      const isThere = error === null && Number.isSafeInteger(Number(baseOffset));
      const offset = isThere ? Number(baseOffset) : null;
      return { topic: topicName, partition, baseOffset: offset, error };
    }),
  );
}

function withOwnBytes(protocol: Protocol, topics: OutgoingTopics, writer: ByteWriter): Protocol {
  const version = protocol.request.apiVersion;
  if (version < PRODUCE_VERSIONS.from || version > PRODUCE_VERSIONS.to)
    throw new KafkaFailure('UNREADABLE', `requests to Produce, version ${version}, are not known`);
  const request = {
    ...protocol.request,
    async encode() {
      writer.at = HEADER_BYTES;
      writeProduceRequest(writer, topics);
      return new RequestBytes(writer.written(), HEADER_BYTES);
    },
  };
  const response = {
    ...protocol.response,
    // What kafkajs has here throws away what the other partitions say when one of them failed.
    parse: async (answer: ProduceAnswer) => answer,
  };
  return { request, response };
}
