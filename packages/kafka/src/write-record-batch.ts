import type { ByteWriter } from './byte-writer.ts';
import { varintSize } from './byte-writer.ts';
import { crc32c } from './crc32c.ts';
import type { OutgoingRecord } from './ports.ts';

/** What one partition is to get in one request. */
export interface OutgoingBatch {
  /** At least one. */
  readonly records: readonly Omit<OutgoingRecord, 'topic'>[];
  /** The time of all its records, epoch milliseconds. */
  readonly timestampMs: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  /** Of its first record; the broker takes each number of a producer and a partition once. */
  readonly firstSequence: number;
}

const FORMAT = 2;
/** Uncompressed, with the producer's time. */
const NO_ATTRIBUTES = 0;
// The broker writes its own.
const NO_LEADER_EPOCH = 0;
// Between the length and the end of the checksum.
const LENGTH_BYTES = 4;
const CHECKSUM_BYTES = 4;

/**
 * Writes one batch of records as it will stand on the log (kafka.apache.org/documentation, "Record Batch"): format
 * 2, uncompressed, in one pass.
 */
export function writeRecordBatch(writer: ByteWriter, batch: OutgoingBatch): void {
  const { records } = batch;
  writer.int64(0n); // the broker counts its offset
  const lengthAt = writer.skip(LENGTH_BYTES);
  writer.int32(NO_LEADER_EPOCH);
  writer.int8(FORMAT);
  const checksumAt = writer.skip(CHECKSUM_BYTES);
  writer.int16(NO_ATTRIBUTES);
  writer.int32(records.length - 1);
  const timestamp = BigInt(batch.timestampMs);
  writer.int64(timestamp);
  writer.int64(timestamp);
  writer.int64(batch.producerId);
  writer.int16(batch.producerEpoch);
  writer.int32(batch.firstSequence);
  writer.int32(records.length);
  let lengthSize = 1;
  for (let n = 0; n < records.length; n += 1) {
    const record = records[n];
    if (record) lengthSize = writeRecord(writer, record, n, lengthSize);
  }
  const { bytes, at } = writer;
  bytes.writeInt32BE(at - lengthAt - LENGTH_BYTES, lengthAt);
  bytes.writeUInt32BE(crc32c(bytes.subarray(checksumAt + CHECKSUM_BYTES, at)), checksumAt);
}

/** Returns how many bytes its length took: the next record's takes as many, most times. */
function writeRecord(
  writer: ByteWriter,
  { key, value, headers }: OutgoingBatch['records'][number],
  offsetDelta: number,
  lengthSize: number,
): number {
  const start = writer.skip(lengthSize);
  writer.int8(0); // attributes, of which there are none
  writer.varint(0); // milliseconds after the batch's time
  writer.varint(offsetDelta);
  writer.varintBytes(key);
  writer.varintBytes(value);
  writeHeaders(writer, headers);
  const length = writer.at - start - lengthSize;
  writer.lengthBefore(start, lengthSize);
  return varintSize(length);
}

function writeHeaders(writer: ByteWriter, headers: OutgoingRecord['headers'] = {}): void {
  const names = Object.keys(headers);
  writer.varint(names.length);
  for (const name of names) {
    writer.varintBytes(name);
    writer.varintBytes(headers[name] ?? '');
  }
}
