import { randomBytes } from 'node:crypto';
import type { AccountId } from '@orderonce/contracts';
import { orderClaimsContract } from '../contract/order-claims-contract.ts';
import { orderKey } from '../record/record-codec.ts';
import { connectRedis } from './connect-redis.ts';
import { createRedisStore } from './redis-store.ts';

orderClaimsContract('redis', async () => {
  const redis = await connectRedis({ REDIS_URL: process.env['REDIS_URL'] ?? '' });
  const used: string[] = [];
  const spoil = (value: string) => async (accountId: AccountId, id: string) => {
    await redis.set(orderKey(accountId, id), value);
  };
  return {
    store: createRedisStore(redis),
    leaseMs: 200,
    newAccount: () => {
      const account = `T-${randomBytes(6).toString('hex')}`;
      used.push(account);
      return account as AccountId;
    },
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
});
