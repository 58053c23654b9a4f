import type { ByteWriter } from './byte-writer.ts';
import type { OutgoingBatch } from './write-record-batch.ts';
import { writeRecordBatch } from './write-record-batch.ts';

/** What the partitions of each topic are to get, by partition. */
export type OutgoingTopics = ReadonlyMap<string, ReadonlyMap<number, OutgoingBatch>>;

/** The versions of the request that are written so: from Kafka 0.11, which brought headers, to what kafkajs asks. */
export const PRODUCE_VERSIONS = { from: 3, to: 7 };

const NO_TRANSACTION = -1;
const ALL_IN_SYNC_REPLICAS = -1;
/** How long the broker waits for the other replicas. */
const TIMEOUT_MS = 30_000;

/** Writes a Produce request (kafka.apache.org/protocol, Produce API key 0), all behind its header. */
export function writeProduceRequest(writer: ByteWriter, topics: OutgoingTopics): void {
  writer.int16(NO_TRANSACTION);
  writer.int16(ALL_IN_SYNC_REPLICAS);
  writer.int32(TIMEOUT_MS);
  writer.int32(topics.size);
  for (const [topic, batches] of topics) {
    writer.text16(topic);
    writer.int32(batches.size);
    for (const [partition, batch] of batches) {
      writer.int32(partition);
      const lengthAt = writer.skip(4);
      writeRecordBatch(writer, batch);
      writer.bytes.writeInt32BE(writer.at - lengthAt - 4, lengthAt);
    }
  }
}
