import { ByteReader } from './byte-reader.ts';
import { KafkaFailure } from './kafka-failure.ts';

/** What a broker answers about one partition, its records not yet looked at. */
export interface FetchedPartition {
  readonly partition: number;
  /** Kafka's number of an error; 0 for none. */
  readonly errorCode: number;
  /** Everything before it can be read. */
  readonly lastStableOffset: bigint;
  readonly abortedTransactions: readonly AbortedTransaction[];
  /** Batches of records, of which the last may be cut. */
  readonly bytes: Buffer;
}

export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

export interface FetchAnswer {
  /** How long this client is to be quiet. */
  readonly throttleMs: number;
  readonly errorCode: number;
  readonly partitions: readonly FetchedPartition[];
}

/** The versions of the answer that can be read: from Kafka 0.11, which brought headers, to what kafkajs asks. */
export const FETCH_VERSIONS = { from: 4, to: 11 };

/** @throws {KafkaFailure} `UNREADABLE` when answers of this version are not known here */
export function checkFetchVersion(version: number): void {
  if (version < FETCH_VERSIONS.from || version > FETCH_VERSIONS.to)
    throw new KafkaFailure('UNREADABLE', `answers to Fetch, version ${version}, are not known`);
}

/**
 * Reads the answer to a Fetch request (kafka.apache.org/protocol, Fetch API key 1). Its records stay views
 * into `payload`.
 *
 * @throws {KafkaFailure} `UNREADABLE` when the answer ends early
 */
export function fetchAnswer(payload: Buffer, version: number): FetchAnswer {
  const reader = new ByteReader(payload);
  const throttleMs = reader.int32();
  // With version 7 came sessions of fetching; none is used here.
  const errorCode = version >= 7 ? reader.int16() : 0;
  if (version >= 7) reader.int32();
  const partitions: FetchedPartition[] = [];
  for (let topics = reader.int32(); topics > 0; topics -= 1) {
    reader.skip(reader.int16());
    for (let left = reader.int32(); left > 0; left -= 1)
      partitions.push(readPartition(reader, version));
  }
  // Before version 8 the broker itself waited before it answered.
  return { throttleMs: version >= 8 ? throttleMs : 0, errorCode, partitions };
}

function readPartition(reader: ByteReader, version: number): FetchedPartition {
  const partition = reader.int32();
  const errorCode = reader.int16();
  reader.int64(); // high watermark: nobody reads beyond the last stable offset
  const lastStableOffset = reader.int64();
  if (version >= 5) reader.int64(); // start of the log
  const abortedTransactions: AbortedTransaction[] = [];
  for (let left = reader.int32(); left > 0; left -= 1)
    abortedTransactions.push({ producerId: reader.int64(), firstOffset: reader.int64() });
  if (version >= 11) reader.int32(); // preferred replica
  const length = Math.max(0, reader.int32());
  const start = reader.skip(length);
  const bytes = reader.bytes.subarray(start, start + length);
  return { partition, errorCode, lastStableOffset, abortedTransactions, bytes };
}
