import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  canonical,
  compare,
  type Decimal,
  decimal,
  divide,
  MAX_FRACTION_DIGITS,
  multiply,
  negate,
  nonNegativeDecimalSchema,
  positiveDecimalSchema,
  subtract,
  ZERO,
} from './decimal.ts';

/** The same amount as a whole number of 10⁻³⁰: an exact model that shares no code with big.js. */
const SCALE = 30;
function scaled(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  const digits = BigInt(whole.replace('-', '') + fraction.padEnd(SCALE, '0'));
  return text.startsWith('-') ? -digits : digits;
}

const anyDecimal = fc
  .tuple(
    fc.boolean(),
    fc.oneof(fc.bigInt(0n, 20n), fc.bigInt(0n, 10n ** 18n - 1n)),
    fc.stringMatching(new RegExp(`^(\\.[0-9]{1,${MAX_FRACTION_DIGITS}})?$`)),
  )
  .map(([isNegative, whole, fraction]) => decimal(`${isNegative ? '-' : ''}${whole}${fraction}`));

describe('decimal', () => {
  it('reads plain decimals and nothing else', () => {
    expect(decimal('178.50')).toBe('178.50');
    for (const text of ['', '1e3', '+1', '.5', '5.', '007', '1,5', ' 1', '1\n', 'NaN', '١'])
      expect(() => decimal(text)).toThrow(RangeError);
  });

  it('takes 18 digits before and 12 after the point, and no more', () => {
    expect(decimal(`${'9'.repeat(18)}.${'9'.repeat(12)}`)).toHaveLength(31);
    expect(() => decimal('9'.repeat(19))).toThrow(RangeError);
    expect(() => decimal(`0.${'9'.repeat(13)}`)).toThrow(RangeError);
  });

  it('tells what could not be read without letting it move the cursor', () => {
    expect(() => decimal('\u001b[2J')).toThrow('"\\u{1b}[2J" is not a decimal string');
  });
});

describe('schemas of decimals', () => {
  it.each(['0', '0.000', '-0', '-1', '-0.5'])('do not take %s where a quantity belongs', (text) => {
    expect(positiveDecimalSchema.safeParse(text).success).toBe(false);
  });

  it('take zero, and not minus zero, where a remaining quantity belongs', () => {
    expect(nonNegativeDecimalSchema.safeParse('0.00').success).toBe(true);
    expect(nonNegativeDecimalSchema.safeParse('-0').success).toBe(false);
  });
});

describe('arithmetic', () => {
  it('does not round as floats do', () => {
    expect(add(decimal('0.1'), decimal('0.2'))).toBe('0.3');
    expect(subtract(decimal('999999999999999999.1'), decimal('0.000000000001'))).toBe(
      '999999999999999999.099999999999',
    );
    expect(multiply(decimal('1.1'), decimal('1.10'))).toBe('1.21');
  });

  it('is exact for every pair of decimals', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        expect(scaled(add(a, b))).toBe(scaled(a) + scaled(b));
        expect(scaled(subtract(a, b))).toBe(scaled(a) - scaled(b));
        expect(scaled(multiply(a, b)) * 10n ** BigInt(SCALE)).toBe(scaled(a) * scaled(b));
        expect(scaled(negate(a))).toBe(-scaled(a));
      }),
      { numRuns: 2_000 },
    );
  });

  it('divides as the exact fraction rounded half to even', () => {
    expect(divide(decimal('1'), decimal('8'), 2)).toBe('0.12');
    expect(divide(decimal('3'), decimal('8'), 2)).toBe('0.38');
    expect(divide(decimal('-1'), decimal('3'), 4)).toBe('-0.3333');
    expect(divide(decimal('1'), decimal('2'), 0)).toBe('0');
    expect(divide(decimal('3'), decimal('2'), 0)).toBe('2');
    fc.assert(
      fc.property(anyDecimal, anyDecimal, fc.integer({ min: 0, max: 12 }), (a, b, digits) => {
        fc.pre(scaled(b) !== 0n);
        const expected = halfEven(scaled(a) * 10n ** BigInt(digits), scaled(b));
        const unit = 10n ** BigInt(SCALE - digits);
        expect(scaled(divide(a, b, digits))).toBe(expected * unit);
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses to divide by zero in any spelling', () => {
    expect(() => divide(decimal('1'), decimal('-0.00'), 2)).toThrow(RangeError);
  });
});

function halfEven(numerator: bigint, denominator: bigint): bigint {
  const isNegative = numerator < 0n !== denominator < 0n;
  const magnitude = (value: bigint) => (value < 0n ? -value : value);
  const [top, bottom] = [magnitude(numerator), magnitude(denominator)];
  const whole = top / bottom;
  const twiceRest = 2n * (top % bottom);
  const isUp = twiceRest > bottom || (twiceRest === bottom && whole % 2n === 1n);
  const rounded = isUp ? whole + 1n : whole;
  return isNegative ? -rounded : rounded;
}

describe('order and spelling', () => {
  it('compares amounts and not texts', () => {
    expect(compare(decimal('9'), decimal('10'))).toBe(-1);
    expect(compare(decimal('1.50'), decimal('1.5'))).toBe(0);
    expect(compare(decimal('-0'), ZERO)).toBe(0);
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        const difference = scaled(a) - scaled(b);
        expect(compare(a, b)).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
      }),
    );
  });

  it('gives equal amounts one spelling, and keeps the amount', () => {
    const spellings = ['1.50', '-0.0', '100', '0.10', '-20.00'].map((text) =>
      canonical(decimal(text)),
    );
    expect(spellings).toEqual(['1.5', '0', '100', '0.1', '-20']);
    fc.assert(
      fc.property(anyDecimal, (a) => {
        const once: Decimal = canonical(a);
        expect(scaled(once)).toBe(scaled(a));
        expect(canonical(once)).toBe(once);
        expect(add(a, ZERO)).toBe(once);
      }),
    );
  });
});
