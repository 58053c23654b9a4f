import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import './quick-varints.ts';

const require = createRequire(import.meta.url);
const Encoder = require('kafkajs/src/protocol/encoder');
const Decoder = require('kafkajs/src/protocol/decoder');

test('numbers are written as few bytes, lowest seven bits first', () => {
  const bytes = (value: number) => [...new Encoder().writeUVarInt(value).buffer];
  expect(bytes(0)).toEqual([0]);
  expect(bytes(127)).toEqual([127]);
  expect(bytes(300)).toEqual([0xac, 0x02]);
  expect(bytes(-1)).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
});

test('whatever numbers are written one after the other are read again', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 300 }),
      (numbers) => {
        const encoder = new Encoder(8);
        for (const number of numbers) encoder.writeVarInt(number);
        const decoder = new Decoder(encoder.buffer);
        expect(numbers.map(() => decoder.readVarInt())).toEqual(numbers);
      },
    ),
  );
});
