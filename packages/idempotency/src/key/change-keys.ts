import type { ContentKeyClaim } from '../order-claims.ts';
import { markText } from '../record/field-marks.ts';
import { type Amount, fixedPoint } from './fixed-point.ts';
import { DEFAULT_RESOLUTION_MS, type KeyOptions } from './idempotency-key.ts';
import { digest } from './key-digest.ts';
import { bucket, invalidField, name, quantity, resolution } from './key-fields.ts';

export interface ModifyContent {
  readonly accountId: string;
  /** The order that is changed. */
  readonly targetOrderId: string;
  readonly timestampMs: number;
  readonly quantity?: Amount;
  readonly limitPrice?: Amount | null;
  readonly stopPrice?: Amount | null;
}

export interface CloseContent {
  readonly accountId: string;
  readonly symbol: string;
  readonly timestampMs: number;
  /** Absent: all of it. */
  readonly quantity?: Amount;
}

type ChangeKeyOptions = Pick<KeyOptions, 'algorithm' | 'secret' | 'timestampResolutionMs'>;

const NOT_CHANGED = '-';

/**
 * The content key of a modification: the same change of the same order in one span of time has the same key.
 *
 * @throws {IdempotencyError} INVALID_FIELD, naming the field and its rule
 */
export function generateModifyKey(change: ModifyContent, options: ChangeKeyOptions = {}): string {
  return keyIn(aroundModify(change), bucketOf(change.timestampMs, options), options);
}

/**
 * The content key of closing a position, in part or all of it.
 *
 * @throws {IdempotencyError} INVALID_FIELD, naming the field and its rule
 */
export function generateCloseKey(close: CloseContent, options: ChangeKeyOptions = {}): string {
  return keyIn(aroundClose(close), bucketOf(close.timestampMs, options), options);
}

/**
 * The key of a modification with those of the spans before and after, for a claim.
 *
 * @throws {IdempotencyError} INVALID_FIELD, naming the field and its rule
 */
export function modifyKeyClaim(
  change: ModifyContent,
  options: ChangeKeyOptions = {},
): ContentKeyClaim {
  return keyClaim(aroundModify(change), change.timestampMs, options);
}

/**
 * The same for closing a position.
 *
 * @throws {IdempotencyError} INVALID_FIELD, naming the field and its rule
 */
export function closeKeyClaim(
  close: CloseContent,
  options: ChangeKeyOptions = {},
): ContentKeyClaim {
  return keyClaim(aroundClose(close), close.timestampMs, options);
}

/** The text that is hashed, without the number of its span of time. */
interface AroundBucket {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

function aroundModify(change: ModifyContent): AroundBucket {
  const { limitPrice, stopPrice } = change;
  const newQuantity = change.quantity === undefined ? NOT_CHANGED : quantity(change.quantity);
  const limit = newPrice(limitPrice, 'limitPrice');
  const stop = newPrice(stopPrice, 'stopPrice');
  if (newQuantity === NOT_CHANGED && limit === NOT_CHANGED && stop === NOT_CHANGED) {
    throw invalidField('quantity', 'be given when no price is: nothing would change');
  }
  const account = name(change.accountId, 'accountId');
  const target = name(change.targetOrderId, 'targetOrderId');
  return { before: [account, 'MODIFY', target, newQuantity], after: [limit, stop] };
}

function aroundClose(close: CloseContent): AroundBucket {
  const closed = close.quantity === undefined ? 'ALL' : quantity(close.quantity);
  const account = name(close.accountId, 'accountId');
  const symbol = name(close.symbol, 'symbol').toUpperCase();
  return { before: [account, 'CLOSE', symbol, closed], after: [] };
}

function keyIn(around: AroundBucket, at: number, options: ChangeKeyOptions): string {
  return digest([...around.before, at, ...around.after].join('|'), options);
}

function keyClaim(
  around: AroundBucket,
  timestampMs: number,
  options: ChangeKeyOptions,
): ContentKeyClaim {
  const at = bucketOf(timestampMs, options);
  return {
    key: keyIn(around, at, options),
    neighbours: [keyIn(around, at - 1, options), keyIn(around, at + 1, options)],
    createdAtMs: timestampMs,
    resolutionMs: resolution(options.timestampResolutionMs ?? DEFAULT_RESOLUTION_MS),
    details: markText([...around.before, ...around.after].join('|')),
  };
}

function bucketOf(timestampMs: number, options: ChangeKeyOptions): number {
  const resolutionMs = resolution(options.timestampResolutionMs ?? DEFAULT_RESOLUTION_MS);
  return bucket(timestampMs, resolutionMs);
}

function newPrice(price: Amount | null | undefined, field: string): string {
  return price === null || price === undefined ? NOT_CHANGED : fixedPoint(price, field);
}
