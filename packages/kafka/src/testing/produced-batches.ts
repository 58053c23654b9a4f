import { ByteReader } from '../byte-reader.ts';
import { partitionAnswer, recordsOf } from '../partition-answer.ts';

/** What a request brings one partition. */
export interface ProducedBatch {
  readonly partition: number;
  readonly producerId: bigint;
  readonly firstSequence: number;
  /** As texts. */
  readonly values: readonly string[];
}

// Transaction 2, acks 2, time 4, number of topics 4.
const BEFORE_TOPIC = 12;
const SEQUENCE_AT = 53;
const PRODUCER_AT = 43;

/** Reads the body of a Produce request about one topic. */
export function producedBatches(body: Buffer): { topic: string; batches: ProducedBatch[] } {
  const reader = new ByteReader(body, BEFORE_TOPIC);
  const topicLength = reader.int16();
  const topicAt = reader.skip(topicLength);
  const topic = body.toString('utf8', topicAt, topicAt + topicLength);
  const batches: ProducedBatch[] = [];
  for (let left = reader.int32(); left > 0; left -= 1) {
    const partition = reader.int32();
    const length = reader.int32();
    const start = reader.skip(length);
    const bytes = Buffer.from(body.subarray(start, start + length));
    batches.push({
      partition,
      producerId: bytes.readBigInt64BE(PRODUCER_AT),
      firstSequence: bytes.readInt32BE(SEQUENCE_AT),
      values: valuesOf(topic, bytes),
    });
  }
  return { topic, batches };
}

function valuesOf(topic: string, bytes: Buffer): string[] {
  const fetched = { partition: 0, bytes, errorCode: 0, lastStableOffset: 0n };
  const answer = partitionAnswer(
    topic,
    { ...fetched, abortedTransactions: [] },
    { from: 0n, until: null },
  );
  return [...recordsOf([answer])].flat().map(({ value }) => String(value));
}
