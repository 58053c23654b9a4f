import { ByteReader } from './byte-reader.ts';
import type { BatchOfRecords } from './decoded-record.ts';
import { DecodedRecord } from './decoded-record.ts';
import { KafkaFailure } from './kafka-failure.ts';

/** Offsets that count, the first one included and the end not. */
export interface OffsetRange {
  readonly from: bigint;
  readonly until: bigint | null;
}

/**
 * Appends the records of a batch, in order.
 *
 * @throws {KafkaFailure} `UNREADABLE` when the bytes hold more, fewer or other things
 */
export function decodeRecords(
  batch: BatchOfRecords,
  range: OffsetRange,
  records: DecodedRecord[],
): void {
  const reader = new ByteReader(batch.bytes);
  // A broker answers with whole batches: the first may begin before what was asked for.
  const first = Number(range.from - batch.baseOffset);
  const limit = range.until === null ? Infinity : Number(range.until - batch.baseOffset);
  for (let n = 0; n < batch.count; n += 1) {
    const length = reader.varint();
    const end = reader.skip(length) + length;
    reader.at -= length;
    reader.skip(1); // attributes, of which there are none
    const timestampDelta = reader.varlong();
    const offsetDelta = reader.varint();
    const keyLength = reader.varint();
    const keyAt = reader.skip(Math.max(0, keyLength));
    const valueLength = reader.varint();
    const valueAt = reader.skip(Math.max(0, valueLength));
    if (reader.at >= end) throw new KafkaFailure('UNREADABLE', 'a record is longer than it says');
    reader.at = end;
    if (offsetDelta < first || offsetDelta >= limit) continue;
    records.push(
      new DecodedRecord(batch, offsetDelta, timestampDelta, keyAt, keyLength, valueAt, valueLength),
    );
  }
  if (reader.at < batch.bytes.length)
    throw new KafkaFailure('UNREADABLE', `bytes are left behind its ${batch.count} records`);
}
