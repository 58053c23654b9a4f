import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { expect, test } from 'vitest';
import { murmur2, partitionFor } from './partition-for.ts';

// The vectors of org.apache.kafka.common.utils.UtilsTest, testMurmur2.
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])("hashes %j as Kafka's Java client does", (text, hash) => {
  expect(murmur2(Buffer.from(text))).toBe(hash);
});

test('a negative hash gives a partition of zero or more', () => {
  expect(partitionFor('foobar', 12)).toBe(6);
  expect(partitionFor(Buffer.from('21'), 12)).toBe(0);
});

test('every key lands where the default partitioner of kafkajs puts it', () => {
  const kafkajs = Partitioners.DefaultPartitioner();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 64 }), (bytes, n) => {
      const key = Buffer.from(bytes);
      const partitionMetadata = Array.from({ length: n }, (_, partitionId) => ({
        partitionErrorCode: 0,
        partitionId,
        leader: 1,
        replicas: [1],
        isr: [1],
      }));
      const expected = kafkajs({ topic: 't', partitionMetadata, message: { key, value: '' } });
      expect(partitionFor(key, n)).toBe(expected);
    }),
  );
});
