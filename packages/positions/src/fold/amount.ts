import { canonical, type Decimal, ZERO } from '@orderonce/contracts';
import { amountOf, fractionDigits, spelled, unitsOf } from './units.ts';

// The same as the functions of the contracts, and as exact: an amount of at most 15 digits is a whole number of units
// that a double holds exactly. Most amounts are, and folding one outcome asks for a dozen sums; the others
// take the long way.
//
// Units are found by rounding: a double that stands for 15 digits, times a power of ten, is less than half a unit off.

const MAX_LENGTH = 15;
const POWERS = Array.from({ length: MAX_LENGTH + 1 }, (_, power) => 10 ** power);

/** Exact. */
export function add(a: Decimal, b: Decimal): Decimal {
  const digits = Math.max(fractionDigits(a), fractionDigits(b));
  const sum = quickUnits(a, digits) + quickUnits(b, digits);
  if (Number.isSafeInteger(sum)) return write(sum, digits);
  return amountOf(unitsOf(a, digits) + unitsOf(b, digits), digits);
}

/** Exact. */
export function subtract(a: Decimal, b: Decimal): Decimal {
  const digits = Math.max(fractionDigits(a), fractionDigits(b));
  const difference = quickUnits(a, digits) - quickUnits(b, digits);
  if (Number.isSafeInteger(difference)) return write(difference, digits);
  return amountOf(unitsOf(a, digits) - unitsOf(b, digits), digits);
}

/** Exact. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  const [digitsA, digitsB] = [fractionDigits(a), fractionDigits(b)];
  const product = quickUnits(a, digitsA) * quickUnits(b, digitsB);
  if (Number.isSafeInteger(product)) return write(product, digitsA + digitsB);
  return amountOf(unitsOf(a, digitsA) * unitsOf(b, digitsB), digitsA + digitsB);
}

/** As the contracts' `compare`. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  if (a === b) return 0;
  if (a.length <= MAX_LENGTH && b.length <= MAX_LENGTH) return signOf(Number(a) - Number(b));
  const digits = Math.max(fractionDigits(a), fractionDigits(b));
  const [unitsA, unitsB] = [unitsOf(a, digits), unitsOf(b, digits)];
  return unitsA === unitsB ? 0 : unitsA < unitsB ? -1 : 1;
}

export function negate(a: Decimal): Decimal {
  const amount = canonical(a);
  if (amount === ZERO) return ZERO;
  return (amount.startsWith('-') ? amount.slice(1) : `-${amount}`) as Decimal;
}

function signOf(difference: number): -1 | 0 | 1 {
  return difference === 0 ? 0 : difference < 0 ? -1 : 1;
}

/** NaN, which is no safe integer, when it has more digits than a double holds. */
function quickUnits(amount: Decimal, digits: number): number {
  if (amount.length > MAX_LENGTH) return Number.NaN;
  const units = Math.round(Number(amount) * (POWERS[digits] ?? Number.NaN));
  return Math.abs(units) < 1e15 ? units : Number.NaN;
}

function write(units: number, digits: number): Decimal {
  // Zero has one spelling, and minus zero is none.
  if (units === 0) return ZERO;
  if (digits === 0) return String(units) as Decimal;
  return spelled(units < 0, String(Math.abs(units)), digits);
}
