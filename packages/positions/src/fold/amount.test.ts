import * as exact from '@orderonce/contracts';
import { type Decimal, decimal } from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, compare, multiply, negate, subtract } from './amount.ts';

const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`));
/** Of every length up to the longest, so on both sides of where doubles end. */
const anyAmount: fc.Arbitrary<Decimal> = fc
  .tuple(fc.constantFrom('', '-'), digits(18), fc.option(digits(12)))
  .map(([sign, whole, fraction]) =>
    decimal(sign + whole.replace(/^0+(?=\d)/, '') + (fraction === null ? '' : `.${fraction}`)),
  );
const smallAmount = fc
  .tuple(fc.constantFrom('', '-'), fc.nat(99_999), fc.constantFrom('', '.0', '.5', '.25', '.005'))
  .map((parts) => decimal(parts.join('')));

test.each([
  ['small', smallAmount],
  ['any', anyAmount],
])('%s amounts give what the contracts’ own functions give', (_, amount) => {
  fc.assert(
    fc.property(amount, amount, (a, b) => {
      expect(add(a, b)).toBe(exact.add(a, b));
      expect(subtract(a, b)).toBe(exact.subtract(a, b));
      expect(multiply(a, b)).toBe(exact.multiply(a, b));
      expect(compare(a, b)).toBe(exact.compare(a, b));
      expect(negate(a)).toBe(exact.negate(a));
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  ['999999999999999', '0.000000000001', '999999999999999.000000000001'],
  ['9007199254740992', '1', '9007199254740993'],
  ['0.1', '0.2', '0.3'],
  ['1.10', '-1.1', '0'],
  ['123456.789012', '0.000000000001', '123456.789012000001'],
])('%s and %s are %s', (a, b, sum) => {
  expect(add(decimal(a), decimal(b))).toBe(sum);
});
