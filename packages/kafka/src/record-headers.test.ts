import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordHeaders } from './record-headers.ts';

/** Numbers here are from 0 to 63 or so large that they take two bytes. */
function varint(value: number): number[] {
  const zigzag = value * 2;
  return zigzag < 0x80 ? [zigzag] : [(zigzag & 0x7f) | 0x80, zigzag >> 7];
}

type Given = readonly (readonly [name: Buffer, value: Buffer])[];

function encoded(headers: Given): Buffer {
  const parts = headers.flat().flatMap((part) => [...varint(part.length), ...part]);
  return Buffer.from([...varint(headers.length), ...parts]);
}

/** Bytes that begin, continue and break off characters of several bytes. */
const byte = fc.constantFrom(
  0x00,
  0x41,
  0x7f,
  0x80,
  0xbf,
  0xc3,
  0xe2,
  0x82,
  0xac,
  0xf0,
  0x9f,
  0xff,
);
const part = fc.array(byte, { maxLength: 70 }).map((bytes) => Buffer.from(bytes));

test('each header is what its own bytes say, whatever stands beside it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(part, part), { maxLength: 4 }), (headers) => {
      const expected = new Map(headers.map(([name, value]) => [`${name}`, `${value}`]));
      expect(new Map(Object.entries(recordHeaders(encoded(headers), 0)))).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});

test('headers that end early are refused', () => {
  const bytes = encoded([[Buffer.from('a'), Buffer.from('b')]]);
  for (let length = 0; length < bytes.length; length += 1)
    expect(() => recordHeaders(bytes.subarray(0, length), 0)).toThrow('ends before');
});
