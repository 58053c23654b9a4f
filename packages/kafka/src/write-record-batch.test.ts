import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from './byte-writer.ts';
import { partitionAnswer, recordsOf } from './partition-answer.ts';
import type { IncomingRecord } from './ports.ts';
import { decodeByKafkajs, encodeBatch } from './testing/index.ts';
import type { OutgoingBatch } from './write-record-batch.ts';
import { writeRecordBatch } from './write-record-batch.ts';

function written(batch: OutgoingBatch): Buffer {
  const writer = new ByteWriter();
  writeRecordBatch(writer, batch);
  return writer.written();
}

function readHere(bytes: Buffer): readonly IncomingRecord[] {
  const fetched = { partition: 3, bytes, errorCode: 0, lastStableOffset: 0n };
  const range = { from: 0n, until: null };
  return [
    ...recordsOf([partitionAnswer('topic', { ...fetched, abortedTransactions: [] }, range)]),
  ].flat();
}

const fields = ({ offset, key, value, headers, logTimeMs }: IncomingRecord) => ({
  offset,
  key,
  value,
  headers: Object.entries(headers),
  logTimeMs,
});

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 300 }),
  fc.integer({ min: 60, max: 9_000 }).map((length) => 'x'.repeat(length)),
);
const buffers = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes));
const parts = fc.oneof(fc.constant(null), texts, buffers);
const names = fc.oneof(fc.constantFrom('__proto__', 'constructor', '', 'ä', 'chain'), fc.string());
const records = fc.record(
  {
    key: parts,
    value: parts,
    headers: fc
      .array(fc.tuple(names, texts), { maxLength: 4 })
      .map((entries): Record<string, string> => Object.fromEntries(entries)),
  },
  { requiredKeys: ['key', 'value'] },
);
const batches: fc.Arbitrary<OutgoingBatch> = fc.record({
  records: fc.array(records, { minLength: 1, maxLength: 70 }),
  timestampMs: fc.integer({ min: 0, max: 2 ** 45 }),
  producerId: fc.bigInt({ min: -1n, max: 2n ** 62n }),
  producerEpoch: fc.integer({ min: 0, max: 2 ** 15 - 1 }),
  firstSequence: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
});

const bytesOf = (part: string | Buffer | null) => (part === null ? null : Buffer.from(part));

test('what is written is read as what was given, here and by kafkajs', async () => {
  await fc.assert(
    fc.asyncProperty(batches, async (batch) => {
      const bytes = written(batch);
      const expected = batch.records.map(({ key, value, headers = {} }, n) => ({
        offset: String(n),
        key: bytesOf(key),
        value: bytesOf(value),
        headers: Object.entries(headers).map(([name, text]) => [
          Buffer.from(name).toString(),
          Buffer.from(text).toString(),
        ]),
        logTimeMs: batch.timestampMs,
      }));
      expect(readHere(bytes).map(fields)).toEqual(expected);
      expect((await decodeByKafkajs('topic', 3, bytes)).map(fields)).toEqual(expected);
    }),
  );
});

test('it is byte for byte what kafkajs writes', async () => {
  await fc.assert(
    fc.asyncProperty(batches, async ({ records, timestampMs, producerId, ...producer }) => {
      const expected = await encodeBatch({
        ...producer,
        producerId,
        firstTimestamp: timestampMs,
        maxTimestamp: timestampMs,
        records: records.map(({ headers = {}, key, value }) => ({
          key: bytesOf(key),
          value: bytesOf(value),
          headers,
        })),
      });
      const bytes = written({ records, timestampMs, producerId, ...producer });
      expect(bytes.equals(expected)).toBe(true);
    }),
  );
});

test('a batch stands where the writer was, and a second one behind it', () => {
  const writer = new ByteWriter();
  const batch = { timestampMs: 5, producerId: 7n, producerEpoch: 1, firstSequence: 0 };
  writer.int8(1);
  writeRecordBatch(writer, { ...batch, records: [{ key: null, value: 'first' }] });
  writeRecordBatch(writer, { ...batch, records: [{ key: 'k', value: null }] });
  const [first, second] = readHere(writer.written().subarray(1));
  expect(first).toMatchObject({ key: null, value: Buffer.from('first') });
  expect(second).toMatchObject({ key: Buffer.from('k'), value: null });
});
