import { decimal } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { firstFillQty } from './split-fill.ts';

test.each([
  ['10', 0.49, '10'],
  ['10', 0.5, '5'],
  ['7', 0.9, '4'],
  ['1', 0.9, '1'],
  ['2', 0.9, '1'],
  ['0.5', 0.9, '0.25'],
  ['0.000000001', 0.9, '0.000000001'],
  ['1.000000001', 0.9, '0.5'],
])('of %s with draw %d the first fill is %s', (quantity, draw, first) => {
  expect(firstFillQty(decimal(quantity), draw)).toBe(first);
});
