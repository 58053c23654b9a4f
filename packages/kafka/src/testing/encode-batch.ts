import { createRequire } from 'node:module';
import { crc32c } from '../crc32c.ts';

interface Encoded {
  readonly buffer: Buffer;
}

export interface RecordToEncode {
  readonly offsetDelta?: number;
  readonly timestampDelta?: number;
  readonly key?: Buffer | null;
  readonly value?: Buffer | null;
  /** kafkajs writes a list as one header for each element. */
  readonly headers?: Readonly<Record<string, Buffer | string | readonly (Buffer | string)[]>>;
}

export interface BatchToEncode {
  readonly firstOffset?: bigint;
  readonly firstTimestamp?: number;
  readonly maxTimestamp?: number;
  readonly lastOffsetDelta?: number;
  readonly producerId?: bigint;
  readonly producerEpoch?: number;
  readonly firstSequence?: number;
  readonly transactional?: boolean;
  readonly isControl?: boolean;
  readonly isLogAppendTime?: boolean;
  readonly codec?: 'none' | 'gzip';
  readonly records: readonly RecordToEncode[];
}

// Only its sources hold kafkajs's own encoder: what a producer's bytes look like.
const inside = createRequire(import.meta.url);
const encodeRecord: (record: object) => Encoded = inside(
  'kafkajs/src/protocol/recordBatch/record/v0',
);
const { RecordBatch }: { RecordBatch: (batch: object) => Promise<Encoded> } = inside(
  'kafkajs/src/protocol/recordBatch/v0',
);

/** One batch of records as kafkajs's producer writes it, with the marks that only a broker sets. */
export async function encodeBatch(batch: BatchToEncode): Promise<Buffer> {
  const { records, codec, isControl, isLogAppendTime, ...given } = batch;
  const encoded = await RecordBatch({
    ...given,
    compression: codec === 'gzip' ? 1 : 0,
    lastOffsetDelta: given.lastOffsetDelta ?? records.at(-1)?.offsetDelta ?? records.length - 1,
    records: records.map((record, n) =>
      encodeRecord({ offsetDelta: n, timestampDelta: 0, key: null, value: null, ...record }),
    ),
  });
  const bytes = encoded.buffer;
  const marks = (isLogAppendTime ? 0x08 : 0) | (isControl ? 0x20 : 0);
  return checked(bytes, marks);
}

/** The same bytes with more attributes set and the checksum that belongs to them. */
export function checked(bytes: Buffer, attributes = 0): Buffer {
  bytes.writeInt16BE(bytes.readInt16BE(21) | attributes, 21);
  bytes.writeUInt32BE(crc32c(bytes.subarray(21)), 17);
  return bytes;
}
