import { expect, it } from 'vitest';
import { z } from 'zod';
import { NO } from './read-scalar.ts';
import { readShape } from './read-shape.ts';
import { shapesOf } from './shape.ts';

it('reads fields in the order of the writer, and each by all its rules', () => {
  const schema = z.strictObject({
    a: z.string().max(3),
    b: z.int().min(2).optional(),
    c: z
      .string()
      .regex(/^[a-z]{2}$/)
      .regex(/[^x]$/)
      .optional(),
  });
  const [shape] = shapesOf(schema);
  if (shape === undefined) throw new Error('no shape');
  const read = readShape(shape, { a: '', b: '', c: '' });
  expect(read('{"a":"x","b":7}')).toEqual({ a: 'x', b: 7 });
  expect(read('{"a":"x","c":"xy"}')).toEqual({ a: 'x', c: 'xy' });
  for (const text of [
    ...['{"a":"long"}', '{"b":7}', '{"a":"x","a":"y"}', '{"a":"x","b":1}', '{"a":1}'],
    ...[
      '{"b":7,"a":"x"}',
      '{"a":"x","c":"xx"}',
      '{"a":"x","c":"xyz"}',
      '{"a":"x"} ',
      '{"a":"\\n"}',
    ],
  ])
    expect(read(text)).toBe(NO);
});

it('has a field of one possible value only where the text has it', () => {
  const [shape] = shapesOf(z.strictObject({ a: z.literal('A'), b: z.literal(2).optional() }));
  if (shape === undefined) throw new Error('no shape');
  const read = readShape(shape, { a: '', b: '' });
  expect(read('{"a":"A","b":2}')).toEqual({ a: 'A', b: 2 });
  expect(read('{"a":"A"}')).toEqual({ a: 'A', b: undefined });
  expect(['{"a":"B"}', '{"a":"A","b":3}', '{"b":2}'].map(read)).toEqual([NO, NO, NO]);
});

it('understands only schemas of which it passes over nothing', () => {
  expect(() => shapesOf(z.object({ a: z.string() }))).toThrow('an open object');
  expect(() => shapesOf(z.strictObject({ a: z.union([z.string(), z.int()]) }))).toThrow('anyOf');
  for (const strange of [/^a|b$/, /^.$/, /^[!-~]*$/, /^\w$/, /^(?=a)a$/, /^[\]a]$/]) {
    const [shape] = shapesOf(z.strictObject({ a: z.string().regex(strange) }));
    expect(() => shape && readShape(shape, { a: '' })).toThrow('is not understood');
  }
});
