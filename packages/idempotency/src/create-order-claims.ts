import type { AccountId, ClientOrderId } from '@orderonce/contracts';
import { INTENTS_RETENTION_MS } from '@orderonce/contracts';
import { createClaimWriter } from './claims/claim-writer.ts';
import { createRecordSteps } from './claims/record-steps.ts';
import { createUnansweredAttempts } from './claims/unanswered-attempts.ts';
import { IdempotencyError } from './idempotency-error.ts';
import type { OrderClaims, Settlement } from './order-claims.ts';
import type { ClaimWrite, RecordStore, UpdateWrite } from './store/record-store.ts';
import { createTurnBatcher } from './store/turn-batcher.ts';

export interface OrderClaimsOptions {
  readonly store: RecordStore;
  readonly clock: Clock;
  /** At least 64 random bits without spaces, new on every call. */
  readonly randomToken: () => string;
  /** How long nobody else may take an order over that was claimed and not settled. */
  readonly leaseMs: number;
  /** How long before the lease ends the last send may begin: the broker's timeout and then some. */
  readonly sendMarginMs: number;
  /** How long the intents topic can deliver an intent again. */
  readonly intentsRetentionMs?: number;
  /** How long a settled record stays; longer than that. */
  readonly settledTtlMs?: number;
  /** How long the same content under a new id is a duplicate. */
  readonly contentTtlMs?: number;
  /** How long after that a repeat is told apart from a first order. */
  readonly expiryMemoryMs?: number;
  readonly maxBatch?: number;
  /** Runs a task when this turn of the event loop is over. */
  readonly afterThisTurn?: (task: () => void) => void;
}

export interface Clock {
  /** Never jumps; only differences mean anything. */
  readonly monotonicMs: () => number;
  readonly epochMs: () => number;
}

/** What a person may say of a held order, written to its record. */
export interface HeldOrders {
  /** `reopen`: the next delivery of the intent finds an earlier attempt, in doubt, and works on it again. */
  resolve(request: {
    readonly accountId: AccountId;
    readonly clientOrderId: ClientOrderId;
    readonly resolution: Settlement | 'reopen';
  }): Promise<ResolveAnswer>;
}

export type ResolveAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-held' }
  | { readonly kind: 'unavailable'; readonly text: string };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DEFAULT_MAX_BATCH = 250;

/**
 * Claims over a store: the decisions of `record/`, one round trip each.
 *
 * @throws {IdempotencyError} INVALID_CONFIGURATION when the times contradict each other
 */
export function createOrderClaims(options: OrderClaimsOptions): OrderClaims & HeldOrders {
  const settings = withDefaults(options);
  const { store, maxBatch, afterThisTurn } = settings;
  const claim = createTurnBatcher({
    send: (accountId, writes: readonly ClaimWrite[]) => store.claim(accountId, writes),
    afterThisTurn,
    maxBatch,
  });
  const update = createTurnBatcher({
    send: (accountId, writes: readonly UpdateWrite[]) => store.update(accountId, writes),
    afterThisTurn,
    maxBatch,
  });
  const writes = { claim, update, read: store.read };
  const unanswered = createUnansweredAttempts();
  return {
    ...createClaimWriter(settings, writes, unanswered),
    ...createRecordSteps(settings, writes),
  };
}

export type OrderClaimsSettings = Required<OrderClaimsOptions>;

function withDefaults(options: OrderClaimsOptions): OrderClaimsSettings {
  const intentsRetentionMs = options.intentsRetentionMs ?? INTENTS_RETENTION_MS;
  const settings = {
    contentTtlMs: HOUR_MS,
    expiryMemoryMs: DAY_MS,
    settledTtlMs: intentsRetentionMs + DAY_MS,
    maxBatch: DEFAULT_MAX_BATCH,
    afterThisTurn: (task: () => void) => void setImmediate(task),
    ...options,
    intentsRetentionMs,
  };
  if (settings.settledTtlMs <= intentsRetentionMs) {
    throw invalid('settledTtlMs', 'must be longer than intentsRetentionMs');
  }
  if (settings.leaseMs <= settings.sendMarginMs) {
    throw invalid('leaseMs', 'must be longer than sendMarginMs');
  }
  return settings;
}

function invalid(field: string, rule: string): IdempotencyError {
  return new IdempotencyError('INVALID_CONFIGURATION', `${field} ${rule}`, field);
}
