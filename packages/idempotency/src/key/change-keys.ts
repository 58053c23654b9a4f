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
  const { limitPrice, stopPrice } = change;
  const newQuantity = change.quantity === undefined ? NOT_CHANGED : quantity(change.quantity);
  const limit = newPrice(limitPrice, 'limitPrice');
  const stop = newPrice(stopPrice, 'stopPrice');
  if (newQuantity === NOT_CHANGED && limit === NOT_CHANGED && stop === NOT_CHANGED) {
    throw invalidField('quantity', 'be given when no price is: nothing would change');
  }
  const account = name(change.accountId, 'accountId');
  const target = name(change.targetOrderId, 'targetOrderId');
  const at = bucketOf(change.timestampMs, options);
  return digest([account, 'MODIFY', target, newQuantity, at, limit, stop].join('|'), options);
}

/**
 * The content key of closing a position, in part or all of it.
 *
 * @throws {IdempotencyError} INVALID_FIELD, naming the field and its rule
 */
export function generateCloseKey(close: CloseContent, options: ChangeKeyOptions = {}): string {
  const closed = close.quantity === undefined ? 'ALL' : quantity(close.quantity);
  const account = name(close.accountId, 'accountId');
  const symbol = name(close.symbol, 'symbol').toUpperCase();
  const at = bucketOf(close.timestampMs, options);
  return digest([account, 'CLOSE', symbol, closed, at].join('|'), options);
}

function bucketOf(timestampMs: number, options: ChangeKeyOptions): number {
  const resolutionMs = resolution(options.timestampResolutionMs ?? DEFAULT_RESOLUTION_MS);
  return bucket(timestampMs, resolutionMs);
}

function newPrice(price: Amount | null | undefined, field: string): string {
  return price === null || price === undefined ? NOT_CHANGED : fixedPoint(price, field);
}
