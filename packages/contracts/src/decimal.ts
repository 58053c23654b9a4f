import Big from 'big.js';
import { z } from 'zod';
import { branded } from './branded.ts';
import { printable } from './printable.ts';

/** An exact decimal number in plain notation, such as `"178.5"`; never a float, never an exponent. */
export type Decimal = string & { readonly __decimal: unique symbol };

/** What one decimal may hold on a topic: far beyond any venue, and small enough that no sum blows up. */
export const MAX_INTEGER_DIGITS = 18;
export const MAX_FRACTION_DIGITS = 12;

const PLAIN_DECIMAL = new RegExp(
  `^-?(?:0|[1-9][0-9]{0,${MAX_INTEGER_DIGITS - 1}})(?:\\.[0-9]{1,${MAX_FRACTION_DIGITS}})?$`,
);
const RULE = `a decimal string with at most ${MAX_INTEGER_DIGITS} digits before and ${MAX_FRACTION_DIGITS} after the point`;

// A private copy of the class: nobody else's settings can change how money is written here.
const Exact = Big();
Exact.NE = -1e6;
Exact.PE = 1e6;
Exact.RM = Big.roundHalfEven;
Exact.strict = true;

const plainDecimal = z
  .string({ error: `must be ${RULE}, and never a JSON number` })
  .regex(PLAIN_DECIMAL, { error: `must be ${RULE}`, abort: true });

/** Any decimal, negative ones included (positions, profits). */
export const decimalSchema = branded<Decimal>(plainDecimal);

/** A decimal above zero: a quantity to trade, a price. */
export const positiveDecimalSchema = branded<Decimal>(
  plainDecimal.regex(/^[^-]*[1-9]/, 'must be greater than 0'),
);

/** A decimal of zero or more: a cumulative or remaining quantity. */
export const nonNegativeDecimalSchema = branded<Decimal>(
  plainDecimal.regex(/^[^-]/, 'must not be negative'),
);

/**
 * Reads `text` as an exact decimal.
 *
 * @throws {RangeError} when the text is not a plain decimal within the limits above
 */
export function decimal(text: string): Decimal {
  if (!PLAIN_DECIMAL.test(text)) throw new RangeError(`"${printable(text)}" is not ${RULE}`);
  return text as Decimal;
}

export const ZERO = '0' as Decimal;

// What these give is in its one spelling (see canonical). Sums and products may have more digits than a
// field of a message takes; only the field's schema says so.

/** Exact. */
export function add(a: Decimal, b: Decimal): Decimal {
  return write(new Exact(a).plus(b));
}

/** Exact. */
export function subtract(a: Decimal, b: Decimal): Decimal {
  return write(new Exact(a).minus(b));
}

/** Exact. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return write(new Exact(a).times(b));
}

/**
 * Rounded half to even at `fractionDigits`, the one operation here that can lose digits.
 *
 * @throws {RangeError} when `b` is zero
 */
export function divide(a: Decimal, b: Decimal, fractionDigits: number): Decimal {
  if (canonical(b) === ZERO) throw new RangeError(`${a} cannot be divided by zero`);
  Exact.DP = fractionDigits;
  return write(new Exact(a).div(b));
}

/** Negative when `a < b`, 0 when they are the same amount (`"1.50"` and `"1.5"`), positive otherwise. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  return a === b ? 0 : new Exact(a).cmp(b);
}

export function negate(a: Decimal): Decimal {
  return write(new Exact(a).times('-1'));
}

/** The one spelling of an amount: `"1.50"` and `"1.5"` become `"1.5"`, `"-0"` becomes `"0"`. */
export function canonical(a: Decimal): Decimal {
  // A plain decimal has no zeros before it that could go, so only those at its end are looked at.
  let end = a.length;
  if (a.includes('.')) {
    while (a.endsWith('0', end)) end -= 1;
    if (a.endsWith('.', end)) end -= 1;
  }
  const text = a.slice(0, end);
  return text === '-0' ? ZERO : (text as Decimal);
}

function write(value: Big): Decimal {
  const text = value.toFixed();
  return (text === '-0' ? '0' : text) as Decimal;
}
