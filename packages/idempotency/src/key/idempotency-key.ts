import type { ContentKeyClaim } from '../order-claims.ts';
import { markText } from '../record/field-marks.ts';
import { type Amount, fixedPoint } from './fixed-point.ts';
import { type DigestOptions, digest } from './key-digest.ts';
import { bucket, name, occurrence, orderType, quantity, resolution, side } from './key-fields.ts';

/** An order as it enters its content key. */
export interface OrderContent {
  readonly accountId: string;
  readonly symbol: string;
  /** `BUY` or `SELL`. */
  readonly side: string;
  readonly quantity: Amount;
  readonly timestampMs: number;
  /** Absent: `MARKET`. */
  readonly orderType?: string;
  readonly limitPrice?: Amount | null;
  readonly stopPrice?: Amount | null;
  /** Absent or 1: the first. 2 and up say that an equal order is meant once more. */
  readonly occurrence?: number;
}

export interface KeyOptions extends DigestOptions {
  /** Absent: a minute. */
  readonly timestampResolutionMs?: number;
  readonly includeAccount?: boolean;
  readonly includeSymbol?: boolean;
  readonly includeSide?: boolean;
  readonly includeQuantity?: boolean;
  readonly includeOrderType?: boolean;
  readonly includePrices?: boolean;
}

export const DEFAULT_RESOLUTION_MS = 60_000;
const VALID_KEY = /^[0-9a-f]{64}$/;

/**
 * The content key of an order (ORDER-004, FR-001): equal orders of one span of time have equal keys.
 * 64 lower case hex digits, byte for byte those of the document's Python.
 *
 * A number and a decimal string of the same amount give the same key, unless it has more than eight decimals
 * and the float is not exactly what the string says.
 *
 * @throws {IdempotencyError} INVALID_FIELD, naming the field and its rule
 */
export function generateIdempotencyKey(order: OrderContent, options: KeyOptions = {}): string {
  const resolutionMs = resolution(options.timestampResolutionMs ?? DEFAULT_RESOLUTION_MS);
  const { before, after } = aroundBucket(order, options);
  return digest(before + bucket(order.timestampMs, resolutionMs) + after, options);
}

/**
 * The key with those of the spans before and after, for a claim: an order sent at 59.9 s and again at 60.1 s
 * falls into two spans and is still a duplicate.
 *
 * @throws {IdempotencyError} INVALID_FIELD, naming the field and its rule
 */
export function contentKeyClaim(order: OrderContent, options: KeyOptions = {}): ContentKeyClaim {
  const resolutionMs = resolution(options.timestampResolutionMs ?? DEFAULT_RESOLUTION_MS);
  const { before, after } = aroundBucket(order, options);
  const at = bucket(order.timestampMs, resolutionMs);
  const keyOf = (index: number) => digest(before + index + after, options);
  return {
    key: keyOf(at),
    neighbours: [keyOf(at - 1), keyOf(at + 1)],
    createdAtMs: order.timestampMs,
    resolutionMs,
    details: markText(before + after),
  };
}

/** Whether `key` is exactly 64 of 0-9 and a-f. */
export function validateIdempotencyKey(key: unknown): key is string {
  return typeof key === 'string' && VALID_KEY.test(key);
}

/** The text that is hashed, without the number of its span of time. */
function aroundBucket(order: OrderContent, options: KeyOptions) {
  const accountId = name(order.accountId, 'accountId');
  const symbol = name(order.symbol, 'symbol').toUpperCase();
  const sideWord = side(order.side);
  const quantityText = quantity(order.quantity);
  const typeWord = orderType(order.orderType ?? 'MARKET');
  const prices =
    priceText(order.limitPrice, 'limitPrice') + priceText(order.stopPrice, 'stopPrice');
  const count = order.occurrence === undefined ? 1 : occurrence(order.occurrence);

  let before = '';
  if (options.includeAccount !== false) before += `${accountId}|`;
  if (options.includeSymbol !== false) before += `${symbol}|`;
  if (options.includeSide !== false) before += `${sideWord}|`;
  if (options.includeQuantity !== false) before += `${quantityText}|`;
  let after = '';
  if (options.includeOrderType !== false) after += `|${typeWord}`;
  if (options.includePrices !== false) after += prices;
  // No price looks like this, so a counted order never has the key of another.
  if (count > 1) after += `|#${count}`;
  return { before, after };
}

function priceText(price: Amount | null | undefined, field: string): string {
  return price === null || price === undefined ? '' : `|${fixedPoint(price, field)}`;
}
