import * as exact from '@orderonce/contracts';
import { type Decimal, decimal, ZERO } from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountOf, fractionDigits, roundedFraction, unitsOf } from './units.ts';

const digits = (least: number, most: number) =>
  fc.stringMatching(new RegExp(`^[0-9]{${least},${most}}$`));
const anyAmount: fc.Arbitrary<Decimal> = fc
  .tuple(fc.constantFrom('', '-'), digits(1, 18), fc.option(digits(1, 12)))
  .map(([sign, whole, fraction]) =>
    decimal(sign + whole.replace(/^0+(?=\d)/, '') + (fraction === null ? '' : `.${fraction}`)),
  );

test('an amount is written back in its one spelling', () => {
  fc.assert(
    fc.property(anyAmount, fc.nat(80), (amount, more) => {
      const scale = fractionDigits(amount) + more;
      expect(amountOf(unitsOf(amount, scale), scale)).toBe(exact.canonical(amount));
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  [7n, 2n, 4n],
  [5n, 2n, 2n],
  [-5n, 2n, -2n],
  [-7n, 2n, -4n],
  [8n, 3n, 3n],
  [7n, 3n, 2n],
  [-1n, 2n, 0n],
  [-2n, 3n, -1n],
])('%s / %s rounds half to even, to %s', (above, below, rounded) => {
  expect(roundedFraction(above, below)).toBe(rounded);
});

test('a rounded fraction is what the contracts divide to', () => {
  const SCALE = 24;
  fc.assert(
    fc.property(anyAmount, anyAmount, fc.nat(SCALE), (a, b, places) => {
      fc.pre(exact.compare(b, ZERO) > 0);
      const above = unitsOf(a, SCALE) * 10n ** BigInt(places);
      expect(amountOf(roundedFraction(above, unitsOf(b, SCALE)), places)).toBe(
        exact.divide(a, b, places),
      );
    }),
    { numRuns: 2_000 },
  );
});
