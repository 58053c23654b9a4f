import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { CachePersistenceLayer } from '@aws-lambda-powertools/idempotency/cache';
import type { Redis } from 'ioredis';
import { type Contender, type Order, passable, type WorkerOptions } from './contender.ts';

/** Its cache layer, with the key and the payload validation its guide recommends. */
export function powertools(redis: Redis, prefix: string): Contender {
  return {
    name: 'powertools',
    newWorker(link, options) {
      const client = {
        async get(name: string) {
          passable(link);
          return redis.get(prefix + name);
        },
        async set(name: unknown, value: unknown, given?: unknown) {
          passable(link);
          const { EX, NX } = setOptions(given);
          const key = `${prefix}${String(name)}`;
          return NX
            ? redis.set(key, String(value), 'EX', EX, 'NX')
            : redis.set(key, String(value), 'EX', EX);
        },
        async del(names: string[]) {
          passable(link);
          return redis.del(...names.map((name) => prefix + name));
        },
      };
      return {
        handle: (order, call) => guarded(client, options, call)(order),
      };
    },
  };
}

type CacheClient = ConstructorParameters<typeof CachePersistenceLayer>[0]['client'];

function guarded(client: CacheClient, options: WorkerOptions, call: () => Promise<string>) {
  const config = new IdempotencyConfig({
    eventKeyJmesPath: 'id',
    payloadValidationJmesPath: '[symbol, quantity]',
  });
  if (options.hasContext) {
    Object.assign(config, {
      lambdaContext: { getRemainingTimeInMillis: () => options.leaseMs },
    });
  }
  return makeIdempotent(async (_: Order) => ({ orderId: await call() }), {
    persistenceStore: new CachePersistenceLayer({ client }),
    config,
  });
}

function setOptions(given: unknown): { EX: number; NX: boolean } {
  const { EX = 3600, NX = false } = (given ?? {}) as { EX?: number; NX?: boolean };
  return { EX, NX };
}
