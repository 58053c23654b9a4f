import type { AccountId, ClientOrderId } from '@orderonce/contracts';
import { INTENTS_RETENTION_MS } from '@orderonce/contracts';
import type { ClaimObserver } from './claims/claim-observer.ts';
import { createClaimWriter } from './claims/claim-writer.ts';
import { createDegradable } from './claims/degradable.ts';
import { directWrites, mirrored } from './claims/mirrored-writes.ts';
import { createResolve, createStepWriter } from './claims/step-writer.ts';
import { createUnwrittenAccounts, type UnwrittenAccounts } from './claims/unwritten-accounts.ts';
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
const DEFAULT_PROBE_INTERVAL_MS = 500;

/**
 * Claims over a store: the decisions of `record/`, one round trip each.
 *
 * @throws {IdempotencyError} INVALID_CONFIGURATION when the times contradict each other
 */
export function createOrderClaims(options: OrderClaimsOptions): OrderClaims & HeldOrders {
  const settings = withDefaults(options);
  const unwritten = createUnwrittenAccounts();
  const gathered = gatheredWrites(settings, unwritten);
  const memory = options.degradeTo;
  const { claim, take } = createDegradable({
    settings,
    writes: memory === undefined ? gathered : mirrored(gathered, memory),
    memory: memory === undefined ? undefined : directWrites(memory),
    writeClaim: createClaimWriter(settings),
    writeStep: createStepWriter(settings),
    unwritten,
  });
  return {
    claim,
    resolve: createResolve(settings, gathered),
    renew: (held) => take(held, { kind: 'renew' }),
    markSubmitted: (held, body) =>
      take(held, body === undefined ? { kind: 'submit' } : { kind: 'submit', body }),
    markInDoubt: (held) => take(held, { kind: 'doubt' }),
    settle: (held, settlement) => take(held, { kind: 'settle', settlement }),
    hold: (held, hold) => take(held, { kind: 'hold', hold }),
  };
}

/** What one turn of the event loop asks of one account goes in one call. */
function gatheredWrites(settings: OrderClaimsSettings, unwritten: UnwrittenAccounts) {
  const { store, maxBatch, afterThisTurn, randomToken } = settings;
  return {
    read: store.read,
    claim: createTurnBatcher({
      send: (accountId, writes: readonly ClaimWrite[]) =>
        unwritten.whileTold(accountId, (beginsAnew) =>
          store.claim(accountId, writes, { next: randomToken(), beginsAnew }),
        ),
      afterThisTurn,
      maxBatch,
    }),
    update: createTurnBatcher({
      send: (accountId, writes: readonly UpdateWrite[]) => store.update(accountId, writes),
      afterThisTurn,
      maxBatch,
    }),
  };
}

export type OrderClaimsSettings = Required<Omit<OrderClaimsOptions, 'degradeTo'>>;

function withDefaults(options: OrderClaimsOptions): OrderClaimsSettings {
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
