import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ClaimObserver } from '../claims/claim-observer.ts';

export interface IdempotencyMetrics {
  /** Counts what happens to claims: the `observe` of `createOrderClaims`. */
  readonly observe: ClaimObserver;
  /** Runs `makeKey` and notes how long it took. */
  readonly timedKey: <Key>(makeKey: () => Key) => Key;
  readonly orderPlaced: () => void;
  readonly setCacheSize: (entries: number) => void;
  /** Hits of all look-ups, 0 to 1; 0 before the first. */
  readonly hitRate: () => number;
  readonly counts: () => CacheCounts;
}

export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly duplicatesPrevented: number;
  readonly errors: number;
  readonly retriesAfterExpiry: number;
}

export interface MetricsOptions {
  readonly registry: Registry;
  readonly monotonicMs: () => number;
  readonly trackCacheHitRate?: boolean;
  readonly trackKeyGeneration?: boolean;
  readonly alertOnHighDuplicateRate?: boolean;
  /** The share of prevented duplicates in placed orders above which `HighDuplicateRate` fires; 0.05. */
  readonly duplicateRateThreshold?: number;
}

const DEFAULT_DUPLICATE_RATE_THRESHOLD = 0.05;

/** The metrics of ORDER-004, under its names and buckets; a redelivery is a hit and no duplicate. */
export function createIdempotencyMetrics(options: MetricsOptions): IdempotencyMetrics {
  const registers = [options.registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const keyDuration = new Histogram({
    name: 'idempotency_key_generation_duration_ms',
    help: 'Time to make one content key, in milliseconds',
    buckets: [0.1, 0.5, 1, 5, 10],
    registers,
  });
  const hits = counter('idempotency_cache_hits', 'Claims that met a record');
  const misses = counter('idempotency_cache_misses', 'Claims that met nothing');
  const prevented = counter('idempotency_duplicate_orders_prevented', 'Duplicate orders not sent');
  const size = new Gauge({ name: 'idempotency_cache_size', help: 'Entries kept', registers });
  const errors = counter('idempotency_cache_errors', 'Failures of the store of claims');
  const placed = counter('orders_placed', 'Orders placed through the guard');
  const expired = counter(
    'idempotency_retries_after_expiry',
    'Orders repeated after their key expired',
  );
  const unprotected = counter(
    'idempotency_ran_unprotected',
    'Orders claimed in process memory only',
  );
  const collisions = counter('idempotency_collisions', 'Different orders that met in one key');
  const corrupt = counter('idempotency_corrupt_records', 'Records that nobody could read');
  // The alert compares with this, so that the configuration decides and not the rule file.
  new Gauge({
    name: 'idempotency_duplicate_rate_threshold',
    help: 'Share of prevented duplicates in placed orders above which somebody is told',
    registers,
  }).set(
    options.alertOnHighDuplicateRate === false
      ? Number.POSITIVE_INFINITY
      : (options.duplicateRateThreshold ?? DEFAULT_DUPLICATE_RATE_THRESHOLD),
  );
  const counts = { hits: 0, misses: 0, duplicatesPrevented: 0, errors: 0, retriesAfterExpiry: 0 };
  const tracksHits = options.trackCacheHitRate !== false;

  const observe: ClaimObserver = (event) => {
    switch (event.kind) {
      case 'hit':
        counts.hits += 1;
        if (tracksHits) hits.inc();
        return;
      case 'miss':
        counts.misses += 1;
        if (tracksHits) misses.inc();
        return;
      case 'duplicate-prevented':
        counts.duplicatesPrevented += 1;
        return prevented.inc();
      case 'store-error':
        counts.errors += 1;
        return errors.inc();
      case 'retry-after-expiry':
        counts.retriesAfterExpiry += 1;
        return expired.inc();
      case 'ran-unprotected':
        return unprotected.inc();
      case 'collision':
        return collisions.inc();
      case 'corrupt-record':
        return corrupt.inc();
      case 'generation-met':
        return;
    }
  };

  return {
    observe,
    timedKey(makeKey) {
      if (options.trackKeyGeneration === false) return makeKey();
      const beganMs = options.monotonicMs();
      const key = makeKey();
      keyDuration.observe(options.monotonicMs() - beganMs);
      return key;
    },
    orderPlaced: () => placed.inc(),
    setCacheSize: (entries) => size.set(entries),
    hitRate: () => counts.hits / Math.max(1, counts.hits + counts.misses),
    counts: () => ({ ...counts }),
  };
}
