import { randomUUID } from 'node:crypto';
import type { AccountId } from '@orderonce/contracts';
import { type ContentGuard, createContentGuard } from '@orderonce/decisions';
import {
  type ClaimObserver,
  claimSettingsOf,
  connectRedis,
  createMemoryStore,
  createOrderClaims,
  createRedisStore,
  type HeldOrders,
  type OrderClaims,
  type RecordStore,
  readCacheSize,
  testRedis,
} from '@orderonce/idempotency';
import type { Logger } from '@orderonce/telemetry';
import {
  type ExecutorConfiguration,
  LEASE_MARGIN_MS,
} from '../configuration/executor-configuration.ts';
import { goesOnInMemory } from '../configuration/goes-on-in-memory.ts';
import type { ExecutorTelemetry } from './executor-metrics.ts';
import { systemClock } from './system-clock.ts';

/** Hears which generation of the store's memory a claim met. */
export type GenerationMet = (accountId: AccountId, generation: string) => void;

export interface OpenClaims {
  readonly claims: OrderClaims & HeldOrders;
  readonly store: RecordStore;
  readonly contentGuard: ContentGuard;
  closeClaims(): Promise<void>;
}

/**
 * The executor's claims over Redis, with what ORDER-004's configuration asks of them.
 *
 * @throws when Redis cannot be reached, or cannot be trusted with claims
 */
export async function openClaims(
  config: ExecutorConfiguration,
  metrics: ExecutorTelemetry,
  log: Logger,
  onGenerationMet: GenerationMet = () => {},
): Promise<OpenClaims> {
  const { behavior, cache } = config.idempotency;
  const redis = await connectRedis(config, {
    onConnectionError: (err) => log.warn({ event: 'redis-connection', err }, 'Redis is away'),
  });
  await testRedis(redis).catch((error) => {
    redis.disconnect();
    throw error;
  });
  const store = createRedisStore(redis);
  const memory = goesOnInMemory(behavior.onCacheUnavailable, config.BROKER_REPEATED_CLIENT_ORDER_ID)
    ? createMemoryStore({
        maxEntries: cache.maxEntries,
        cleanupIntervalMs: cache.cleanupInterval,
      })
    : undefined;
  const claims = createOrderClaims({
    store,
    clock: systemClock,
    // Node draws UUIDs from a pool: a twentieth of what random bytes cost each time.
    randomToken: randomUUID,
    leaseMs: config.EXECUTOR_LEASE_MS,
    sendMarginMs: config.EXECUTOR_BROKER_TIMEOUT_MS + LEASE_MARGIN_MS,
    ...claimSettingsOf(config.idempotency),
    observe: observer(metrics, log, behavior.logDuplicates, onGenerationMet),
    ...(memory && { degradeTo: memory }),
  });
  const noteSize = () =>
    readCacheSize(redis).then(metrics.idempotency.setCacheSize, () => {
      // Redis is away: the gauge keeps its last value, and the errors are counted where they matter.
    });
  void noteSize();
  const sizeTimer = setInterval(noteSize, cache.cleanupInterval);
  return {
    claims,
    store,
    contentGuard: createContentGuard(config.idempotency, metrics.idempotency.timedKey),
    async closeClaims() {
      clearInterval(sizeTimer);
      await memory?.close();
      await store.close();
    },
  };
}

/** Counts every event, and tells those that a person should hear of. */
function observer(
  metrics: ExecutorTelemetry,
  log: Logger,
  logDuplicates: boolean,
  onGenerationMet: GenerationMet,
): ClaimObserver {
  return (event) => {
    metrics.idempotency.observe(event);
    const { kind, ...fields } = event;
    const line = { ...fields, event: kind };
    switch (kind) {
      case 'collision':
        return log.fatal(line, 'two different orders have one content key; both are allowed');
      case 'corrupt-record':
        return log.error(line, 'a record cannot be read: the venue will be asked');
      case 'retry-after-expiry':
        return log.warn(line, 'the same order as one whose key expired; it is a new order');
      case 'duplicate-prevented':
        return logDuplicates ? log.info(line, 'a duplicate order was prevented') : undefined;
      case 'store-error':
      case 'ran-unprotected':
        return log.warn(line, 'Redis could not answer');
      case 'hit':
      case 'miss':
        return;
      case 'generation-met':
        return onGenerationMet(event.accountId, event.generation);
    }
  };
}
