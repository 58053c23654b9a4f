import { add, compare, type Decimal, decimal, subtract } from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { difference, isMore, sum } from './amounts.ts';

const amount = fc
  .oneof(
    fc.stringMatching(/^(?:0|[1-9][0-9]{0,17})$/),
    fc.stringMatching(/^(?:0|[1-9][0-9]{0,4})\.[0-9]{1,12}$/),
  )
  .map((text) => decimal(text));

it('adds, subtracts and compares whole amounts and others as exact decimals do', () => {
  fc.assert(
    fc.property(amount, amount, (a: Decimal, b: Decimal) => {
      expect(sum(a, b)).toBe(add(a, b));
      expect(difference(a, b)).toBe(subtract(a, b));
      expect(isMore(a, b)).toBe(compare(a, b) > 0);
    }),
    { numRuns: 2_000 },
  );
});

it('is exact where numbers are not', () => {
  expect(sum(decimal('9007199254740993'), decimal('2'))).toBe('9007199254740995');
  expect(difference(decimal('9007199254740993'), decimal('2'))).toBe('9007199254740991');
  expect(isMore(decimal('9007199254740993'), decimal('9007199254740992'))).toBe(true);
});
