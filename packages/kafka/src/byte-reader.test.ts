import { expect, test } from 'vitest';
import { ByteReader } from './byte-reader.ts';

const reader = (...bytes: number[]) => new ByteReader(Buffer.from(bytes));

test.each([
  [[0x00], 0],
  [[0x01], -1],
  [[0x02], 1],
  [[0x7f], -64],
  [[0x80, 0x01], 64],
  [[0xfe, 0xff, 0xff, 0xff, 0x0f], 2_147_483_647],
  [[0xff, 0xff, 0xff, 0xff, 0x0f], -2_147_483_648],
])('the bytes %j are the number %i, as 32 and as 64 bits', (bytes, number) => {
  expect(reader(...bytes).varint()).toBe(number);
  expect(reader(...bytes).varlong()).toBe(number);
});

test('a number of 64 bits is exact as far as a number can be', () => {
  const milliseconds = [0x80, 0xa0, 0xab, 0xfe, 0xf9, 0x62];
  expect(reader(...milliseconds).varlong()).toBe(1_700_000_000_000);
  expect(reader(0x81, 0xa0, 0xab, 0xfe, 0xf9, 0x62).varlong()).toBe(-1_700_000_000_001);
  const most = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
  expect(reader(...most).varlong()).toBe(2 ** 63);
});

test('reading goes on where the last number ended', () => {
  const numbers = reader(0x80, 0x01, 0x03, 0x00, 0x07, 0xff, 0xff, 0xff, 0xff);
  expect([numbers.varint(), numbers.varlong(), numbers.int16(), numbers.int32()]).toEqual([
    64, -2, 7, -1,
  ]);
  expect(numbers.at).toBe(9);
});

test.each([
  ['a number that does not end', (bytes: ByteReader) => bytes.varint(), [0x80]],
  ['a long one that does not end', (bytes: ByteReader) => bytes.varlong(), [0xff, 0xff]],
  ['a number of six bytes', (bytes: ByteReader) => bytes.varint(), Array(6).fill(0x80)],
  ['a long one of eleven', (bytes: ByteReader) => bytes.varlong(), Array(11).fill(0x80)],
  ['two bytes of four', (bytes: ByteReader) => bytes.int32(), [0, 0]],
  ['one byte of two', (bytes: ByteReader) => bytes.int16(), [0]],
  ['seven bytes of eight', (bytes: ByteReader) => bytes.int64(), Array(7).fill(0)],
  ['a length beyond the end', (bytes: ByteReader) => bytes.skip(3), [0, 0]],
  ['a length below zero', (bytes: ByteReader) => bytes.skip(-1), [0, 0]],
])('%s is an error', (_name, read, bytes) => {
  expect(() => read(reader(...bytes))).toThrow(/^UNREADABLE: /);
});
