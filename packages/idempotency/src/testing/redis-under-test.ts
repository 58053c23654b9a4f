import { randomBytes } from 'node:crypto';
import type { AccountId } from '@orderonce/contracts';
import { orderKey } from '../record/record-codec.ts';
import type { RedisClient } from '../redis/connect-redis.ts';
import { createRedisStore } from '../redis/redis-store.ts';
import type { StoreUnderTest } from './order-claims-contract.ts';

/** On a busy machine a late reply is no trouble that these tests are about. */
export const PATIENT = { commandTimeoutMs: 20_000, connectTimeoutMs: 20_000 };

/** The Redis store for the contract suite, with ways to spoil what it keeps. */
export function redisUnderTest(redis: RedisClient): StoreUnderTest {
  const spoil = (value: string) => async (accountId: AccountId, id: string) => {
    await redis.set(orderKey(accountId, id), value);
  };
  return {
    store: createRedisStore(redis),
    leaseMs: 500,
    newAccount: () => `T-${randomBytes(6).toString('hex')}` as AccountId,
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    corruptions: {
      'half a record': spoil('1:abc 0 - {"f":1,"s":"pend'),
      'no record': spoil('OK'),
      'empty text': spoil(''),
      'another type': async (accountId, id) => {
        await redis.del(orderKey(accountId, id));
        await redis.hset(orderKey(accountId, id), 'field', 'value');
      },
    },
    forget: async (accountId, id) => {
      await redis.del(orderKey(accountId, id));
    },
    outlives: async (accountId, id, ms) => {
      const ttlMs = await redis.pttl(orderKey(accountId, id));
      return ttlMs === -1 || ttlMs > ms;
    },
  };
}
