import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FETCH_VERSIONS, fetchAnswer } from './fetch-answer.ts';

const int16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const int64 = (value: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
};

/** One topic, partition 7 with two aborted transactions and no records, partition 8 with an error. */
function payload(version: number): Buffer {
  const since = (first: number, ...bytes: Buffer[]) => (version >= first ? bytes : []);
  const partition = (id: number, errorCode: number, aborted: Buffer[], length: number) => [
    int32(id),
    int16(errorCode),
    int64(100n),
    int64(90n),
    ...since(5, int64(3n)),
    int32(aborted.length === 0 ? -1 : aborted.length / 2),
    ...aborted,
    ...since(11, int32(-1)),
    int32(length),
  ];
  return Buffer.concat([
    int32(250),
    ...since(7, int16(0), int32(0)),
    int32(1),
    int16(5),
    Buffer.from('topic'),
    int32(2),
    ...partition(7, 0, [int64(41n), int64(11n), int64(42n), int64(9_007_199_254_740_993n)], 0),
    ...partition(8, 6, [], -1),
  ]);
}

const versions = Array.from(
  { length: FETCH_VERSIONS.to - FETCH_VERSIONS.from + 1 },
  (_, n) => FETCH_VERSIONS.from + n,
);

test.each(versions)('an answer of version %i is read whole', (version) => {
  expect(fetchAnswer(payload(version), version)).toEqual({
    throttleMs: version >= 8 ? 250 : 0,
    errorCode: 0,
    partitions: [
      {
        partition: 7,
        errorCode: 0,
        lastStableOffset: 90n,
        abortedTransactions: [
          { producerId: 41n, firstOffset: 11n },
          { producerId: 42n, firstOffset: 9_007_199_254_740_993n },
        ],
        bytes: Buffer.alloc(0),
      },
      {
        partition: 8,
        errorCode: 6,
        lastStableOffset: 90n,
        abortedTransactions: [],
        bytes: Buffer.alloc(0),
      },
    ],
  });
});

test.each(versions)('kafkajs reads the same out of an answer of version %i', async (version) => {
  const { decode } = createRequire(import.meta.url)(
    `kafkajs/src/protocol/requests/fetch/v${version}/response`,
  );
  const theirs = await decode(payload(version));
  const ours = fetchAnswer(payload(version), version);
  expect(theirs.clientSideThrottleTime ?? 0).toBe(ours.throttleMs);
  expect(theirs.responses[0].partitions).toMatchObject(
    ours.partitions.map(({ partition, errorCode, lastStableOffset, abortedTransactions }) => ({
      partition,
      errorCode,
      lastStableOffset: String(lastStableOffset),
      abortedTransactions: abortedTransactions.map(({ producerId, firstOffset }) => ({
        producerId: String(producerId),
        firstOffset: String(firstOffset),
      })),
    })),
  );
});

test('an answer that ends early, or announces what is not there, is an error', () => {
  for (const version of versions) {
    const whole = payload(version);
    for (let length = 0; length < whole.length; length += 1)
      expect(() => fetchAnswer(whole.subarray(0, length), version)).toThrow('UNREADABLE');
  }
  fc.assert(
    fc.property(fc.constantFrom(...versions), fc.uint8Array({ maxLength: 200 }), (version, any) => {
      try {
        fetchAnswer(Buffer.from(any), version);
      } catch (error) {
        expect(error).toMatchObject({ name: 'KafkaFailure', code: 'UNREADABLE' });
      }
    }),
    { numRuns: 2000 },
  );
});
