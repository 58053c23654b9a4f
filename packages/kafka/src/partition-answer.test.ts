import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partitionAnswer, recordsOf } from './partition-answer.ts';
import type { IncomingRecord } from './ports.ts';
import { wholeBatches } from './record-batch.ts';
import type { BatchToEncode, RecordToEncode } from './testing/index.ts';
import { checked, decodeByKafkajs, encodeBatch } from './testing/index.ts';

const EVERYTHING = { from: 0n, until: null };
const NO_ABORTED = { errorCode: 0, lastStableOffset: 0n, abortedTransactions: [] };

function answerOf(bytes: Buffer, range: { from: bigint; until: bigint | null } = EVERYTHING) {
  return partitionAnswer('topic', { partition: 3, bytes, ...NO_ABORTED }, range);
}

function read(bytes: Buffer, range = EVERYTHING): IncomingRecord[] {
  return [...recordsOf([answerOf(bytes, range)])].flat();
}

const fields = ({ topic, partition, offset, key, value, headers, logTimeMs }: IncomingRecord) => ({
  topic,
  partition,
  offset,
  key,
  value,
  headers: Object.entries(headers),
  logTimeMs,
});

const texts = (...words: string[]): RecordToEncode[] =>
  words.map((word) => ({ value: Buffer.from(word) }));

const words = (records: readonly IncomingRecord[]) => records.map(({ value }) => String(value));

describe('decoding', () => {
  const buffers = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  const names = fc.oneof(
    fc.constantFrom('__proto__', 'constructor', 'toString', '', 'ä', 'traceparent'),
    fc.string(),
  );
  const headerValues = fc.oneof(buffers, fc.array(buffers, { minLength: 1, maxLength: 3 }));
  const records = fc.record({
    key: fc.option(buffers),
    value: fc.option(buffers),
    timestampDelta: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
    headers: fc
      .array(fc.tuple(names, headerValues), { maxLength: 4 })
      .map((entries) => Object.fromEntries(entries)),
  });
  const batches: fc.Arbitrary<BatchToEncode> = fc.record({
    firstOffset: fc.bigInt({ min: 0n, max: 2n ** 63n - 1000n }),
    firstTimestamp: fc.integer({ min: 0, max: 2 ** 45 }),
    maxTimestamp: fc.integer({ min: 0, max: 2 ** 45 }),
    isLogAppendTime: fc.boolean(),
    codec: fc.constantFrom('none', 'gzip'),
    records: fc.array(records, { minLength: 1, maxLength: 8 }),
  });

  test('what kafkajs encodes is read as kafkajs reads it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batches, { maxLength: 4 }), async (given) => {
        const bytes = Buffer.concat(await Promise.all(given.map(encodeBatch)));
        const expected = await decodeByKafkajs('topic', 3, bytes);
        expect(read(bytes).map(fields)).toEqual(expected.map(fields));
      }),
      { numRuns: 200 },
    );
  });

  test('a record has its parts, each time that they are asked for', async () => {
    const headers = { a: 'ä', b: ['1', '2'] };
    const given = { key: Buffer.from('k'), value: Buffer.from('v'), timestampDelta: 7, headers };
    const batch = { firstOffset: 9_007_199_254_740_993n, firstTimestamp: 1_700_000_000_000 };
    const [record] = read(await encodeBatch({ ...batch, records: [given] }));
    for (const _time of ['first', 'second'])
      expect(record && fields(record)).toEqual({
        topic: 'topic',
        partition: 3,
        offset: '9007199254740993',
        key: Buffer.from('k'),
        value: Buffer.from('v'),
        headers: Object.entries({ a: 'ä', b: '2' }),
        logTimeMs: 1_700_000_000_007,
      });
  });

  test('null and empty are two things', async () => {
    const empty = Buffer.alloc(0);
    const records = read(
      await encodeBatch({
        records: [
          { key: null, value: empty },
          { key: empty, value: null },
        ],
      }),
    );
    expect(records.map(({ key, value }) => [key, value])).toEqual([
      [null, empty],
      [empty, null],
    ]);
    expect(records.map(({ headers }) => Object.keys(headers))).toEqual([[], []]);
  });

  test('the time of a record is its own, or that of the batch when the log gives it', async () => {
    const times = { firstTimestamp: 1000, maxTimestamp: 5000 };
    const records = [{ timestampDelta: 1 }, { timestampDelta: -2 }];
    const own = read(await encodeBatch({ ...times, records }));
    const given = read(await encodeBatch({ ...times, records, isLogAppendTime: true }));
    expect(own.map(({ logTimeMs }) => logTimeMs)).toEqual([1001, 998]);
    expect(given.map(({ logTimeMs }) => logTimeMs)).toEqual([5000, 5000]);
  });

  test('a header without a value is none, and ends one before it', async () => {
    const bytes = await encodeBatch({ records: [{ headers: { a: '1', b: '2' } }] });
    // b=2, five bytes from the end: name length 1, "b", value length 1, "2" → a without a value.
    const record = bytes.subarray(61);
    record.set([0x02, 0x61, 0x01], record.length - 4);
    const shorter = Buffer.concat([bytes.subarray(0, 61), record.subarray(0, -1)]);
    shorter[61] = (shorter[61] ?? 0) - 2;
    shorter.writeInt32BE(shorter.length - 12, 8);
    const [read1] = read(checked(shorter));
    expect(Object.entries(read1?.headers ?? { none: '' })).toEqual([]);
  });
});

describe('what counts', () => {
  test('records before the first and from the limit on are left out', async () => {
    const bytes = Buffer.concat([
      await encodeBatch({ firstOffset: 5n, records: texts('a', 'b', 'c') }),
      await encodeBatch({ firstOffset: 8n, records: texts('d', 'e', 'f') }),
    ]);
    expect(words(read(bytes, { from: 6n, until: null }))).toEqual(['b', 'c', 'd', 'e', 'f']);
    const some = { from: 7n, until: 9n };
    expect(words([...recordsOf([answerOf(bytes, some)])].flat())).toEqual(['c', 'd']);
    expect(answerOf(bytes, some).next).toBe(11n);
  });

  test('a gap that compaction left is passed over, at the end of a batch too', async () => {
    const gaps = [{ offsetDelta: 1, value: Buffer.from('b') }];
    const bytes = await encodeBatch({ firstOffset: 5n, lastOffsetDelta: 4, records: gaps });
    const answer = answerOf(bytes, { from: 5n, until: null });
    expect([...recordsOf([answer])].flat().map(({ offset }) => offset)).toEqual(['6']);
    expect(answer.next).toBe(10n);
  });

  test('markers and what a transaction took back do not count, and are passed over', async () => {
    const inside = { transactional: true };
    const bytes = Buffer.concat([
      await encodeBatch({
        ...inside,
        firstOffset: 0n,
        producerId: 7n,
        records: texts('taken back'),
      }),
      await encodeBatch({ ...inside, firstOffset: 1n, producerId: 8n, records: texts('kept') }),
      await encodeBatch({ firstOffset: 2n, producerId: 7n, records: texts('outside') }),
      await encodeBatch({
        ...inside,
        firstOffset: 3n,
        producerId: 7n,
        isControl: true,
        records: texts('abort'),
      }),
      await encodeBatch({
        ...inside,
        firstOffset: 4n,
        producerId: 8n,
        isControl: true,
        records: texts('commit'),
      }),
      await encodeBatch({ ...inside, firstOffset: 5n, producerId: 7n, records: texts('again') }),
      await encodeBatch({
        ...inside,
        firstOffset: 6n,
        producerId: 7n,
        isControl: true,
        records: texts('commit'),
      }),
    ]);
    const abortedTransactions = [{ producerId: 7n, firstOffset: 0n }];
    const fetched = { partition: 3, bytes, ...NO_ABORTED, abortedTransactions };
    const answer = partitionAnswer('topic', fetched, EVERYTHING);
    expect(words([...recordsOf([answer])].flat())).toEqual(['kept', 'outside', 'again']);
    expect(answer.next).toBe(7n);
  });

  test('a batch that cannot hold what is looked for is not decoded', async () => {
    const bytes = Buffer.concat([
      await encodeBatch({ firstOffset: 0n, records: texts('one', 'two'), codec: 'gzip' }),
      await encodeBatch({ firstOffset: 2n, records: texts('three', 'needle') }),
      await encodeBatch({ firstOffset: 4n, records: texts('needle', 'six'), codec: 'gzip' }),
      await encodeBatch({ firstOffset: 6n, isControl: true, records: texts('needle') }),
    ]);
    const asked: boolean[] = [];
    const answer = answerOf(bytes);
    const mayHold = (batch: Buffer) => {
      asked.push(batch.includes('needle'));
      return batch.includes('needle');
    };
    const found = [...recordsOf([answer], mayHold)].flat();
    expect(words(found)).toEqual(['three', 'needle', 'needle', 'six']);
    expect(asked).toEqual([false, true, true]);
    expect(answer.next).toBe(7n);
  });

  test('many records come some hundreds at a time, in order', async () => {
    const batches = Array.from({ length: 12 }, (_, n) =>
      encodeBatch({ firstOffset: BigInt(n * 100), records: texts(...Array(100).fill('x')) }),
    );
    const pieces = [...recordsOf([answerOf(Buffer.concat(await Promise.all(batches)))])];
    expect(pieces.map(({ length }) => length)).toEqual([500, 500, 200]);
    expect(pieces.flat().map(({ offset }) => Number(offset))).toEqual(
      Array.from({ length: 1200 }, (_, n) => n),
    );
  });
});

describe('bytes that are not right', () => {
  test('a batch that is cut at the end of an answer is left for the next question', async () => {
    const first = await encodeBatch({ firstOffset: 5n, records: texts('a', 'b') });
    const second = await encodeBatch({ firstOffset: 7n, records: texts('c') });
    const both = Buffer.concat([first, second]);
    for (let length = 0; length < both.length; length += 1) {
      const answer = answerOf(both.subarray(0, length), { from: 5n, until: null });
      const isWhole = length >= first.length;
      expect(words([...recordsOf([answer])].flat())).toEqual(isWhole ? ['a', 'b'] : []);
      expect(answer.next).toBe(isWhole ? 7n : 5n);
    }
  });

  test('any bit that turned is an error that names the place', async () => {
    const bytes = await encodeBatch({ firstOffset: 5n, records: texts('hello') });
    // What lies before the checksum is not under it: offset, length and epoch.
    for (let bit = 17 * 8; bit < bytes.length * 8; bit += 1) {
      const turned = Buffer.from(bytes);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => read(turned)).toThrow(
        'UNREADABLE: topic, partition 3, the batch at offset 5: the checksum is not that of the bytes',
      );
    }
  });

  test('bytes that were changed and given their checksum are read or refused, never more', async () => {
    const sound = await encodeBatch({ records: [{ key: Buffer.from('k'), headers: { a: 'b' } }] });
    const gzip = await encodeBatch({ codec: 'gzip', records: texts('hello', 'world') });
    const places = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(sound, gzip), places, fc.nat(), (bytes, changes, cut) => {
        const changed = Buffer.from(bytes.subarray(0, 62 + (cut % (bytes.length - 61))));
        for (const [at, value] of changes) changed[21 + (at % (changed.length - 21))] = value;
        changed.writeInt32BE(changed.length - 12, 8);
        try {
          for (const record of read(checked(changed))) fields(record);
        } catch (error) {
          expect(error).toMatchObject({ name: 'KafkaFailure', code: 'UNREADABLE' });
        }
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    [2, 'compressed by snappy'],
    [3, 'compressed by lz4'],
    [4, 'compressed by zstd'],
    [7, 'compressed by codec 7'],
  ])('codec %i is refused by name', async (codec, text) => {
    const bytes = checked(await encodeBatch({ records: texts('a') }), codec);
    expect(() => read(bytes)).toThrow(text);
  });

  test('records of before Kafka 0.11 are refused', async () => {
    const bytes = await encodeBatch({ records: texts('a') });
    bytes[16] = 1;
    expect(() => answerOf(bytes)).toThrow('records in format 1');
  });

  test('a batch shorter than its header is refused and does not stop time', async () => {
    const bytes = await encodeBatch({ records: texts('a') });
    for (const length of [-1, 0, 48]) {
      bytes.writeInt32BE(length, 8);
      expect(() => wholeBatches(bytes)).toThrow('shorter than its own header');
    }
  });

  test('a value that reaches into the next record is refused', async () => {
    const bytes = await encodeBatch({ records: texts('a', 'b') });
    // Length, attributes, two deltas, the key's length; then the value's, one byte, zigzag.
    expect(bytes[61 + 5]).toBe(2);
    bytes[61 + 5] = 6;
    expect(() => read(checked(bytes))).toThrow('a record is longer than it says');
  });

  test.each([
    [0, 'bytes are left behind its 0 records'],
    [1, 'bytes are left behind its 1 records'],
    [3, 'it ends before what it announces'],
  ])('a count of %i where there are two records is refused', async (count, text) => {
    const bytes = await encodeBatch({ records: texts('a', 'b') });
    bytes.writeInt32BE(count, 57);
    expect(() => read(checked(bytes))).toThrow(text);
  });
});
