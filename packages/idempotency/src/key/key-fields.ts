import { ORDER_TYPES, SIDES } from '@orderonce/contracts';
import { IdempotencyError } from '../idempotency-error.ts';
import { type Amount, fixedPoint } from './fixed-point.ts';

const EARLIEST_MS = Date.UTC(2020, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);
const MAX_NAME_CHARS = 200;
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const FORBIDDEN_IN_NAMES = /[|\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

export function invalidField(field: string, rule: string): IdempotencyError {
  return new IdempotencyError('INVALID_FIELD', `${field} must ${rule}`, field);
}

/** A name that can stand between two bars. One with a bar in it would let two orders share a key. */
export function name(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '' || value.length > MAX_NAME_CHARS) {
    throw invalidField(field, `be text of 1 to ${MAX_NAME_CHARS} characters`);
  }
  if (FORBIDDEN_IN_NAMES.test(value)) {
    throw invalidField(field, 'not contain "|" or control characters');
  }
  if (!value.isWellFormed()) throw invalidField(field, 'be well-formed Unicode');
  return value;
}

export const side = (value: unknown): string => word(value, SIDES, 'side');
export const orderType = (value: unknown): string => word(value, ORDER_TYPES, 'orderType');

/** Upper or lower case, as the document's code takes it. */
function word(value: unknown, words: readonly string[], field: string): string {
  const upper = typeof value === 'string' ? value.toUpperCase() : '';
  if (!words.includes(upper)) throw invalidField(field, `be one of ${words.join(', ')}`);
  return upper;
}

export function quantity(value: Amount): string {
  const text = fixedPoint(value, 'quantity');
  const isPositive = typeof value === 'number' ? value > 0 : /[1-9]/.test(value);
  if (!isPositive || text.startsWith('-')) throw invalidField('quantity', 'be greater than 0');
  return text;
}

export function resolution(resolutionMs: number): number {
  if (!Number.isSafeInteger(resolutionMs) || resolutionMs < 1) {
    throw invalidField('timestampResolutionMs', 'be whole milliseconds of at least 1');
  }
  return resolutionMs;
}

/** The number of the span of time that an order falls into. */
export function bucket(timestampMs: number, resolutionMs: number): number {
  if (!Number.isSafeInteger(timestampMs) || timestampMs < EARLIEST_MS || timestampMs > LATEST_MS) {
    throw invalidField(
      'timestampMs',
      'be whole milliseconds since 1970, from 2020 to 2100 (are these seconds?)',
    );
  }
  return Math.floor(timestampMs / resolutionMs);
}

export function occurrence(value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw invalidField('occurrence', 'be a whole number of at least 1');
  }
  return value;
}
