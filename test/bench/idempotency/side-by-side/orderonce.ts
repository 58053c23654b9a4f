import { randomBytes } from 'node:crypto';
import {
  createIdempotencyGuard,
  createIdempotencyMetrics,
  createMemoryStore,
  createOrderClaims,
  createRedisStore,
  loadIdempotencyConfig,
  type RecordStore,
  type RedisClient,
} from '@orderonce/idempotency';
import { Registry } from 'prom-client';
import { type Contender, type Link, passable, type WorkerOptions } from './contender.ts';

/** This package's guard; `onCacheUnavailable` as given. */
export function orderonce(
  redis: RedisClient,
  accountId: string,
  onCacheUnavailable: 'degrade' | 'halt',
): Contender {
  return {
    name: `orderonce (${onCacheUnavailable})`,
    newWorker(link, options) {
      const guard = newGuard(redis, link, options, onCacheUnavailable);
      return {
        handle: ({ id, symbol, quantity }, call) =>
          guard.placeOrder(
            {
              accountId: `${accountId}-${onCacheUnavailable}`,
              symbol,
              side: 'BUY',
              quantity,
              timestampMs: Date.now(),
              ...(id === undefined ? {} : { requestId: id }),
            },
            async () => ({ orderId: await call() }),
          ),
      };
    },
  };
}

function newGuard(
  redis: RedisClient,
  link: Link,
  { leaseMs }: WorkerOptions,
  onCacheUnavailable: 'degrade' | 'halt',
) {
  const clock = { monotonicMs: () => performance.now(), epochMs: () => Date.now() };
  const metrics = createIdempotencyMetrics({ registry: new Registry(), ...clock });
  const claims = createOrderClaims({
    store: throughLink(createRedisStore(redis), link),
    clock,
    randomToken: () => randomBytes(12).toString('base64url'),
    leaseMs,
    sendMarginMs: 1,
    observe: metrics.observe,
    ...(onCacheUnavailable === 'degrade' ? { degradeTo: createMemoryStore() } : {}),
  });
  return createIdempotencyGuard({
    claims,
    config: loadIdempotencyConfig(''),
    metrics,
    epochMs: clock.epochMs,
    newRequestId: () => randomBytes(12).toString('hex'),
    log: () => {},
  });
}

function throughLink(store: RecordStore, link: Link): RecordStore {
  return {
    ...store,
    async claim(...args) {
      passable(link);
      return store.claim(...args);
    },
    async update(...args) {
      passable(link);
      return store.update(...args);
    },
  };
}
