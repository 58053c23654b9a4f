import { gunzipSync } from 'node:zlib';
import { crc32c } from './crc32c.ts';
import { errorText, KafkaFailure } from './kafka-failure.ts';

/** The header of one batch of records as it stands on the log (format 2, Kafka 0.11 and later). */
export interface RecordBatch {
  /** From the first byte of the header to the last of the records. */
  readonly bytes: Buffer;
  /** Offsets and timestamps of the records count from these. */
  readonly baseOffset: bigint;
  readonly baseTimestampMs: number;
  /** Of the last record that was written; compaction may have removed it since. */
  readonly lastOffset: bigint;
  readonly producerId: bigint;
  readonly inTransaction: boolean;
  /** The batch holds a marker that ends a transaction, and no records. */
  readonly isControl: boolean;
  /** The log's time of all its records; null where each has its producer's. */
  readonly appendTimeMs: number | null;
  readonly count: number;
}

// offset 8, length 4, leader epoch 4, format 1, checksum 4, attributes 2, last offset 4, first and last
// timestamp 8 each, producer 8 and its epoch 2, sequence 4, count 4
const BEFORE_LENGTH_ENDS = 12;
const BEFORE_CHECKED = 21;
const BEFORE_RECORDS = 61;
const FORMAT = 2;
const NO_COMPRESSION = 0;
const GZIP = 1;
const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
const APPEND_TIME_BIT = 0x08;
const TRANSACTION_BIT = 0x10;
const CONTROL_BIT = 0x20;
// A batch is at most a few megabytes on the log; more than this is an attack or a mistake.
const MOST_UNCOMPRESSED_BYTES = 256 * 1024 * 1024;

/**
 * The whole batches of an answer. A broker cuts where the limit of the answer lies: what is left at its end is
 * asked for again.
 *
 * @throws {KafkaFailure} `UNREADABLE` for a format older than Kafka 0.11 and for lengths that cannot be
 */
export function wholeBatches(bytes: Buffer): RecordBatch[] {
  const batches: RecordBatch[] = [];
  let at = 0;
  while (at + BEFORE_RECORDS <= bytes.length) {
    const format = bytes[at + 16];
    if (format !== FORMAT)
      throw new KafkaFailure(
        'UNREADABLE',
        `records in format ${format}; Kafka 0.11 and later write 2`,
      );
    const end = at + BEFORE_LENGTH_ENDS + bytes.readInt32BE(at + 8);
    if (end < at + BEFORE_RECORDS)
      throw new KafkaFailure('UNREADABLE', 'a batch is shorter than its own header');
    if (end > bytes.length) break;
    batches.push(batchOf(bytes.subarray(at, end)));
    at = end;
  }
  return batches;
}

function batchOf(bytes: Buffer): RecordBatch {
  const attributes = bytes.readInt16BE(21);
  const baseOffset = bytes.readBigInt64BE(0);
  return {
    bytes,
    baseOffset,
    baseTimestampMs: Number(bytes.readBigInt64BE(27)),
    lastOffset: baseOffset + BigInt(bytes.readInt32BE(23)),
    producerId: bytes.readBigInt64BE(43),
    inTransaction: (attributes & TRANSACTION_BIT) !== 0,
    isControl: (attributes & CONTROL_BIT) !== 0,
    appendTimeMs: attributes & APPEND_TIME_BIT ? Number(bytes.readBigInt64BE(35)) : null,
    count: bytes.readInt32BE(57),
  };
}

/**
 * Neither the broker nor kafkajs looks at the checksum when records are read; here a bit that turned on a disk
 * or a line is an error. It costs 0.35 µs a record of 700 bytes, a third of what reading it takes.
 *
 * @throws {KafkaFailure} `UNREADABLE`
 */
export function checkSum({ bytes }: RecordBatch): void {
  if (crc32c(bytes.subarray(BEFORE_CHECKED)) !== bytes.readUInt32BE(17))
    throw new KafkaFailure('UNREADABLE', 'the checksum is not that of the bytes');
}

/**
 * The bytes of its records, uncompressed.
 *
 * @throws {KafkaFailure} `UNREADABLE` for a codec other than gzip, and for gzip that is none
 */
export function recordBytes({ bytes }: RecordBatch): Buffer {
  const records = bytes.subarray(BEFORE_RECORDS);
  const codec = bytes.readInt16BE(21) & 0x07;
  if (codec === NO_COMPRESSION) return records;
  if (codec !== GZIP)
    throw new KafkaFailure(
      'UNREADABLE',
      `compressed by ${CODECS[codec] ?? `codec ${codec}`}; only gzip and none can be read`,
    );
  try {
    return gunzipSync(records, { maxOutputLength: MOST_UNCOMPRESSED_BYTES });
  } catch (error) {
    throw new KafkaFailure('UNREADABLE', `gzip: ${errorText(error)}`, error);
  }
}
