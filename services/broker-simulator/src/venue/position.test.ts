import { decimal } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { applyFill, FLAT, unrealized } from './position.ts';

const after = (...fills: [string, string][]) =>
  fills.reduce(
    (position, [quantity, price]) => applyFill(position, decimal(quantity), decimal(price)),
    FLAT,
  );

test.each<[[string, string][], string, string]>([
  [[['10', '100']], '10', '100'],
  [
    [
      ['0.1', '100'],
      ['0.2', '103'],
    ],
    '0.3',
    '102',
  ],
  [
    [
      ['10', '100'],
      ['-4', '110'],
    ],
    '6',
    '100',
  ],
  [
    [
      ['10', '100'],
      ['-10', '110'],
    ],
    '0',
    '0',
  ],
  [
    [
      ['10', '100'],
      ['-15', '110'],
    ],
    '-5',
    '110',
  ],
  [
    [
      ['-5', '100'],
      ['-5', '90'],
    ],
    '-10',
    '95',
  ],
  [
    [
      ['-5', '100'],
      ['2', '90'],
    ],
    '-3',
    '100',
  ],
  [
    [
      ['0.000000001', '100'],
      ['12345678.9', '100'],
    ],
    '12345678.900000001',
    '100',
  ],
])('after the fills %j it is %s, entered at %s', (fills, quantity, entryPrice) => {
  expect(after(...fills)).toEqual({ quantity, entryPrice });
});

test('a short position wins when the price falls', () => {
  expect(unrealized(after(['-10', '100']), decimal('99.5'))).toBe('5');
});
