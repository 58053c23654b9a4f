import { expect, test } from 'vitest';
import { plain, shapeOf } from './shape.ts';

test('a shape has the names and the kinds of fields, and no value', () => {
  const odd = {
    id: 'secret',
    legs: [{ qty: null }, 1],
    n: 1,
    deep: { a: { b: { c: 1 } } },
    none: [],
  };
  expect(shapeOf(odd)).toBe('{id:string,legs:[{qty:null}],n:number,deep:{a:{b:…}},none:[]}');
  expect(shapeOf(undefined)).toBe('undefined');
  expect(shapeOf('text')).toBe('string');
});

test('a shape is one short line, whatever came', () => {
  const wide = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`field\n${n}`, n]));
  expect(shapeOf(wide)).toMatch(/^\{field\?0:number,.{0,300}$/);
  expect(shapeOf(wide).length).toBe(300);
  expect(plain('a\r\nb\u001b[31m')).toBe('a??b??31m');
});
