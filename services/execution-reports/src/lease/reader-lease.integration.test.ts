import { accountIdSchema } from '@orderonce/contracts';
import { connectRedis, redisEnvironment } from '@orderonce/idempotency';
import { uniqueName } from '@orderonce/kafka/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createReaderLease, type RunScript } from './reader-lease.ts';

async function setUp(leaseMs: number) {
  const redis = await connectRedis(z.object(redisEnvironment).parse(process.env));
  const accountId = accountIdSchema.parse(uniqueName('test'));
  const runScript: RunScript = (script, keys, args) =>
    redis.eval(script, keys.length, ...keys, ...args);
  const key = `once:{${accountId}}:execution-reports`;
  const leaseOf = (token: string) => createReaderLease({ accountId, token, leaseMs, runScript });
  return {
    ...{ redis, key, first: leaseOf('first'), second: leaseOf('second') },
    async [Symbol.asyncDispose]() {
      await redis.del(key);
      redis.disconnect();
    },
  };
}

test('one of two has the lease, lengthens it, and the other takes it when it is given back', async () => {
  await using leases = await setUp(60_000);
  const { redis, key, first, second } = leases;
  expect([await first.take(), await second.take(), await first.take()]).toEqual([
    ...['ours', 'others', 'ours'],
  ]);
  expect(await redis.pttl(key)).toBeGreaterThan(50_000);
  await second.release();
  expect(await second.take()).toBe('others');
  await first.release();
  expect([await second.take(), await first.take()]).toEqual(['ours', 'others']);
});

test('a lease that is not renewed ends, and its late holder finds it another’s', async () => {
  await using leases = await setUp(300);
  const { first, second } = leases;
  expect(await first.take()).toBe('ours');
  await expect.poll(second.take, { timeout: 5_000, interval: 20 }).toBe('ours');
  expect(await first.take()).toBe('others');
});

test('a Redis that does not answer is no answer', async () => {
  const lease = createReaderLease({
    ...{ accountId: accountIdSchema.parse('test'), token: 'first', leaseMs: 300 },
    runScript: () => Promise.reject(new Error('away')),
  });
  expect(await lease.take()).toBe('unknown');
  await lease.release();
});
