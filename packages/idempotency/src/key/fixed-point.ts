import { IdempotencyError } from '../idempotency-error.ts';

/** A float as strategies have it, or an exact decimal in plain notation such as `"178.5"`. */
export type Amount = number | string;

const FRACTION_DIGITS = 8;
/** `toFixed` writes exponents from here on; every such float is a whole number. */
const TO_FIXED_LIMIT = 1e21;
const PLAIN_DECIMAL = /^(-?)(0|[1-9]\d{0,39})(?:\.(\d{1,40}))?$/;
/** Half of the ninth digit is a whole number of 512ths: a tie is an odd number of them. */
const TIE_DENOMINATOR = 512;
const TIE_FACTOR = 10n ** 9n / 512n;

/**
 * The amount with eight decimals, as Python's `f"{round(amount, 8):.8f}"` writes it: rounded half to even on
 * the exact value, which for a number is its binary one and for a string the decimal one.
 *
 * @throws {IdempotencyError} INVALID_FIELD, naming `field`
 */
export function fixedPoint(amount: Amount, field: string): string {
  return typeof amount === 'number' ? ofNumber(amount, field) : ofText(amount, field);
}

function ofNumber(amount: number, field: string): string {
  if (!Number.isFinite(amount)) throw invalid(field);
  if (Math.abs(amount) >= TO_FIXED_LIMIT) return `${BigInt(amount)}.${'0'.repeat(FRACTION_DIGITS)}`;
  if (isTie(amount)) return roundedTie(amount);
  const text = amount.toFixed(FRACTION_DIGITS);
  return Object.is(amount, -0) ? `-${text}` : text;
}

/** `toFixed` is exact but for ties, which it rounds up. Scaling by a power of two loses nothing. */
function isTie(amount: number): boolean {
  return Math.abs(amount * TIE_DENOMINATOR) % 2 === 1;
}

function roundedTie(amount: number): string {
  const nineDigits = BigInt(Math.abs(amount) * TIE_DENOMINATOR) * TIE_FACTOR;
  return written(amount < 0 ? '-' : '', roundHalfEven(nineDigits, 10n));
}

function ofText(text: string, field: string): string {
  const parts = typeof text === 'string' ? PLAIN_DECIMAL.exec(text) : null;
  if (parts === null) throw invalid(field);
  const [, sign = '', whole = '', fraction = ''] = parts;
  if (fraction.length <= FRACTION_DIGITS) {
    return `${sign}${whole}.${fraction.padEnd(FRACTION_DIGITS, '0')}`;
  }
  const divisor = 10n ** BigInt(fraction.length - FRACTION_DIGITS);
  return written(sign, roundHalfEven(BigInt(whole + fraction), divisor));
}

function roundHalfEven(value: bigint, divisor: bigint): bigint {
  const down = value / divisor;
  const twiceRest = (value % divisor) * 2n;
  const isUp = twiceRest > divisor || (twiceRest === divisor && down % 2n === 1n);
  return isUp ? down + 1n : down;
}

function written(sign: string, units: bigint): string {
  const digits = units.toString().padStart(FRACTION_DIGITS + 1, '0');
  return `${sign}${digits.slice(0, -FRACTION_DIGITS)}.${digits.slice(-FRACTION_DIGITS)}`;
}

function invalid(field: string): IdempotencyError {
  return new IdempotencyError(
    'INVALID_FIELD',
    `${field} must be a finite number or a plain decimal string such as "178.5"`,
    field,
  );
}
