import type { Decimal } from '@orderonce/contracts';
import * as exact from '@orderonce/contracts';

// The same as the functions of the contracts, and as exact: an amount of at most 15 digits is a whole number of units
// that a double holds exactly. Most amounts are, and folding one outcome asks for a dozen sums; the others
// take the long way.
//
// Units are found by rounding: a double that stands for 15 digits, times a power of ten, is less than half a unit off.

const MAX_LENGTH = 15;
const POWERS = Array.from({ length: MAX_LENGTH + 1 }, (_, power) => 10 ** power);

/** Exact. */
export function add(a: Decimal, b: Decimal): Decimal {
  if (a.length > MAX_LENGTH || b.length > MAX_LENGTH) return exact.add(a, b);
  const digits = Math.max(fractionDigits(a), fractionDigits(b));
  const sum = unitsOf(a, digits) + unitsOf(b, digits);
  return Number.isSafeInteger(sum) ? write(sum, digits) : exact.add(a, b);
}

/** Exact. */
export function subtract(a: Decimal, b: Decimal): Decimal {
  if (a.length > MAX_LENGTH || b.length > MAX_LENGTH) return exact.subtract(a, b);
  const digits = Math.max(fractionDigits(a), fractionDigits(b));
  const difference = unitsOf(a, digits) - unitsOf(b, digits);
  return Number.isSafeInteger(difference) ? write(difference, digits) : exact.subtract(a, b);
}

/** Exact. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  if (a.length > MAX_LENGTH || b.length > MAX_LENGTH) return exact.multiply(a, b);
  const [digitsA, digitsB] = [fractionDigits(a), fractionDigits(b)];
  const product = unitsOf(a, digitsA) * unitsOf(b, digitsB);
  return Number.isSafeInteger(product) ? write(product, digitsA + digitsB) : exact.multiply(a, b);
}

/** As the contracts' `compare`. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  if (a === b) return 0;
  if (a.length > MAX_LENGTH || b.length > MAX_LENGTH) return exact.compare(a, b);
  const difference = Number(a) - Number(b);
  return difference === 0 ? 0 : difference < 0 ? -1 : 1;
}

export function negate(a: Decimal): Decimal {
  return subtract(exact.ZERO, a);
}

function fractionDigits(text: Decimal): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

/** NaN, which is no safe integer, when it has more digits than a double holds. */
function unitsOf(text: Decimal, digits: number): number {
  const units = Math.round(Number(text) * (POWERS[digits] ?? Number.NaN));
  return Math.abs(units) < 1e15 ? units : Number.NaN;
}

function write(units: number, digits: number): Decimal {
  // Zero has one spelling, and minus zero is none.
  if (units === 0) return exact.ZERO;
  if (digits === 0) return String(units) as Decimal;
  const text = String(Math.abs(units)).padStart(digits + 1, '0');
  const point = text.length - digits;
  let end = text.length;
  while (end > point && text.charCodeAt(end - 1) === ZERO_DIGIT) end -= 1;
  const amount =
    end === point ? text.slice(0, point) : `${text.slice(0, point)}.${text.slice(point, end)}`;
  return (units < 0 ? `-${amount}` : amount) as Decimal;
}

const ZERO_DIGIT = 48;
