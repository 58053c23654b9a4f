import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

function bytesOf(write: (writer: ByteWriter) => void): number[] {
  const writer = new ByteWriter();
  write(writer);
  return [...writer.written()];
}

test.each([
  [0, [0x00]],
  [-1, [0x01]],
  [1, [0x02]],
  [63, [0x7e]],
  [64, [0x80, 0x01]],
  [2_147_483_647, [0xfe, 0xff, 0xff, 0xff, 0x0f]],
  [-2_147_483_648, [0xff, 0xff, 0xff, 0xff, 0x0f]],
])('the number %i is the bytes %j', (number, bytes) => {
  expect(bytesOf((writer) => writer.varint(number))).toEqual(bytes);
});

test('numbers of a fixed size have their highest byte first', () => {
  const bytes = bytesOf((writer) => {
    writer.int8(-2);
    writer.int16(258);
    writer.int32(-1);
    writer.int64(2n ** 40n);
  });
  expect(bytes).toEqual([0xfe, 1, 2, 255, 255, 255, 255, 0, 0, 1, 0, 0, 0, 0, 0]);
});

test('null, nothing and a text are three things', () => {
  expect(bytesOf((writer) => writer.varintBytes(null))).toEqual([1]);
  expect(bytesOf((writer) => writer.varintBytes(''))).toEqual([0]);
  expect(bytesOf((writer) => writer.varintBytes('ab'))).toEqual([4, 97, 98]);
});

test('a text is UTF-8, half a pair is the sign for what cannot be read', () => {
  expect(bytesOf((writer) => writer.text16('ä€'))).toEqual([0, 5, 0xc3, 0xa4, 0xe2, 0x82, 0xac]);
  expect(bytesOf((writer) => writer.varintBytes('\ud83d'))).toEqual([6, 0xef, 0xbf, 0xbd]);
});

test('a length of another size than the guess moves what stands behind it', () => {
  const moved = (guess: number, length: number) =>
    bytesOf((writer) => {
      const start = writer.skip(guess);
      for (let n = 0; n < length; n += 1) writer.int8(n % 7);
      writer.lengthBefore(start, guess);
      writer.int8(99);
    });
  const behind = (length: number) => [...Array.from({ length }, (_, n) => n % 7), 99];
  expect(moved(2, 3)).toEqual([6, ...behind(3)]);
  expect(moved(1, 64)).toEqual([0x80, 0x01, ...behind(64)]);
  expect(moved(1, 8_192)).toEqual([0x80, 0x80, 0x01, ...behind(8_192)]);
});

test('whatever is written one after the other is read again, however long it is', () => {
  const parts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.uint8Array({ maxLength: 80 }),
    fc
      .tuple(fc.constantFrom('a', 'é', '€', '😀'), fc.integer({ min: 20, max: 40_000 }))
      .map(([text, times]) => text.repeat(times)),
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 6 }), (given) => {
      const writer = new ByteWriter();
      for (const part of given) writer.varintBytes(part);
      const reader = new ByteReader(writer.written());
      const areEqual = given.map((part) => {
        const length = reader.varint();
        const start = reader.skip(length);
        return reader.bytes.subarray(start, start + length).equals(Buffer.from(part));
      });
      expect(areEqual).toEqual(given.map(() => true));
      expect(reader.at).toBe(writer.at);
    }),
    { numRuns: 50 },
  );
});

test('how much memory there is at first makes no difference', () => {
  const steps = fc.oneof(
    fc.constantFrom<(writer: ByteWriter) => void>(
      (writer) => writer.int8(1),
      (writer) => writer.int16(2),
      (writer) => writer.int32(3),
      (writer) => writer.int64(4n),
      (writer) => writer.varint(2_147_483_647),
    ),
    fc.string({ maxLength: 80 }).map((text) => (writer: ByteWriter) => writer.text16(text)),
    fc.string({ maxLength: 80 }).map((text) => (writer: ByteWriter) => writer.varintBytes(text)),
    fc
      .uint8Array({ maxLength: 80 })
      .map((bytes) => (writer: ByteWriter) => writer.varintBytes(bytes)),
  );
  fc.assert(
    fc.property(fc.array(steps), fc.integer({ min: 0, max: 40 }), (written, firstBytes) => {
      const [large, small] = [new ByteWriter(), new ByteWriter(firstBytes)];
      for (const step of written) for (const writer of [large, small]) step(writer);
      expect(small.written().equals(large.written())).toBe(true);
    }),
  );
});
