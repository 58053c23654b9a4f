import { type Decimal, ZERO } from '@orderonce/contracts';

// Amounts of any length as whole numbers of units: 10 to the power of minus `digits`. Exact, and several times as
// fast as big.js, which the contracts compute with.

/** Longer ones are made when they are asked for. */
const POWERS = Array.from({ length: 64 }, (_, power) => 10n ** BigInt(power));

/** @param digits as many as the amount has after its point, or more */
export function unitsOf(amount: Decimal, digits: number): bigint {
  const point = amount.indexOf('.');
  if (point < 0) return BigInt(amount) * power(digits);
  const written = BigInt(amount.slice(0, point) + amount.slice(point + 1));
  return written * power(digits - (amount.length - point - 1));
}

export function fractionDigits(amount: Decimal): number {
  const point = amount.indexOf('.');
  return point < 0 ? 0 : amount.length - point - 1;
}

/** In its one spelling. */
export function amountOf(units: bigint, digits: number): Decimal {
  if (units === 0n) return ZERO;
  const isNegative = units < 0n;
  return spelled(isNegative, String(isNegative ? -units : units), digits);
}

/** @param written digits of an amount above zero */
export function spelled(isNegative: boolean, written: string, digits: number): Decimal {
  const text = written.padStart(digits + 1, '0');
  const point = text.length - digits;
  let end = text.length;
  while (end > point && text.charCodeAt(end - 1) === ZERO_DIGIT) end -= 1;
  const whole = text.slice(0, point);
  const amount = end === point ? whole : `${whole}.${text.slice(point, end)}`;
  return (isNegative ? `-${amount}` : amount) as Decimal;
}

/** The fraction rounded half to even, to a whole number. `below` is above zero. */
export function roundedFraction(above: bigint, below: bigint): bigint {
  const whole = above / below;
  const rest = above - whole * below;
  if (rest === 0n) return whole;
  const twice = 2n * (rest < 0n ? -rest : rest) - below;
  const isAway = twice > 0n || (twice === 0n && whole % 2n !== 0n);
  if (!isAway) return whole;
  return above < 0n ? whole - 1n : whole + 1n;
}

function power(digits: number): bigint {
  return POWERS[digits] ?? 10n ** BigInt(digits);
}

const ZERO_DIGIT = 48;
