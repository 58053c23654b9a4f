import { INTENTS_RETENTION_MS } from '@orderonce/contracts';
import type { ClaimObserver } from './claims/claim-observer.ts';
import { IdempotencyError } from './idempotency-error.ts';
import type { RecordStore } from './store/record-store.ts';

export interface OrderClaimsOptions {
  readonly store: RecordStore;
  readonly clock: Clock;
  /** At least 64 random bits without spaces, new on every call. */
  readonly randomToken: () => string;
  /** How long nobody else may take an order over that was claimed and not settled. */
  readonly leaseMs: number;
  /** How long before the lease ends the last send may begin: the broker's timeout and then some. */
  readonly sendMarginMs: number;
  /**
   * Given: while the store is away, claims are made here, in this process's memory (`degrade`). Absent: they
   * are answered `unavailable` until it is back (`halt`).
   */
  readonly degradeTo?: RecordStore;
  /** While degraded, how often the store is tried again. */
  readonly probeIntervalMs?: number;
  /** How long the intents topic can deliver an intent again. */
  readonly intentsRetentionMs?: number;
  /** How long a settled record stays; longer than that. */
  readonly settledTtlMs?: number;
  /** How long the same content under a new id is a duplicate. */
  readonly contentTtlMs?: number;
  /** How long after that a repeat is told apart from a first order. */
  readonly expiryMemoryMs?: number;
  /** False: a definite failure does not free the content key. */
  readonly freesFailedContent?: boolean;
  readonly maxBatch?: number;
  /** Runs a task when this turn of the event loop is over. */
  readonly afterThisTurn?: (task: () => void) => void;
  readonly observe?: ClaimObserver;
}

export interface Clock {
  /** Never jumps; only differences mean anything. */
  readonly monotonicMs: () => number;
  readonly epochMs: () => number;
}

/** The options with every default filled in. */
export type OrderClaimsSettings = Required<Omit<OrderClaimsOptions, 'degradeTo'>>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Longer than the intents topic can deliver an intent again. */
export const DEFAULT_SETTLED_TTL_MS = INTENTS_RETENTION_MS + DAY_MS;
// As many as an executor works on at once by default, so that one turn of it is one call.
const DEFAULT_MAX_BATCH = 256;
const DEFAULT_PROBE_INTERVAL_MS = 500;

/** @throws {IdempotencyError} INVALID_CONFIGURATION when the times contradict each other */
export function withDefaults(options: OrderClaimsOptions): OrderClaimsSettings {
  const intentsRetentionMs = options.intentsRetentionMs ?? INTENTS_RETENTION_MS;
  const settings = {
    contentTtlMs: HOUR_MS,
    expiryMemoryMs: DAY_MS,
    settledTtlMs: intentsRetentionMs + DAY_MS,
    freesFailedContent: true,
    maxBatch: DEFAULT_MAX_BATCH,
    probeIntervalMs: DEFAULT_PROBE_INTERVAL_MS,
    afterThisTurn: (task: () => void) => void setImmediate(task),
    observe: () => {},
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
