import type { AccountId } from '@orderonce/contracts';
import { Cluster } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accepted, claimOf, claimRequest } from '../testing/claim-requests.ts';
import { orderClaimsContract } from '../testing/order-claims-contract.ts';
import { type RedisClusterProcesses, startRedisCluster } from '../testing/redis-cluster.ts';
import { PATIENT, redisUnderTest } from '../testing/redis-under-test.ts';
import { testClaims } from '../testing/test-claims.ts';
import { connectRedis, type RedisClient } from './connect-redis.ts';
import { createRedisStore } from './redis-store.ts';
import { testRedis } from './self-test.ts';

let cluster: RedisClusterProcesses;
let redis: RedisClient;

beforeAll(async () => {
  cluster = await startRedisCluster();
  redis = await connectRedis({ REDIS_URL: cluster.url }, PATIENT);
});
afterAll(async () => {
  redis.disconnect();
  await cluster.remove();
});

orderClaimsContract('a redis cluster of three', async () =>
  redisUnderTest(await connectRedis({ REDIS_URL: cluster.nodes[1]?.url ?? '' }, PATIENT)),
);

describe('a redis cluster of three', () => {
  const accounts = Array.from({ length: 12 }, (_, at) => `ACC-${at}` as AccountId);
  const claims = () => testClaims(createRedisStore(redis));

  test('is found out by asking, from any of its nodes', () => {
    expect(redis).toBeInstanceOf(Cluster);
  });

  test('takes claims of many accounts at once, each account on one node', async () => {
    const ours = claims();
    const answers = await Promise.all(
      accounts.flatMap((account) => [1, 2].map((at) => ours.claim(claimRequest(account, at)))),
    );
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['fresh']));
    const sizes = await Promise.all(cluster.nodes.map((node) => node.command('DBSIZE')));
    expect(sizes.map((size) => Number(size) > 0)).toEqual([true, true, true]);
  });

  test('is tested at start-up node by node', async () => {
    await testRedis(redis);
    await cluster.nodes[2]?.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lfu');
    await expect(testRedis(redis)).rejects.toThrow('maxmemory-policy is allkeys-lfu');
    await cluster.nodes[2]?.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
  });

  test('with one shard emptied: only that shard’s accounts are in doubt', async () => {
    const ours = claims();
    await Promise.all(accounts.map((account) => ours.claim(claimRequest(account, 10))));
    // All nodes share this machine's clock.
    const knownSinceMs = Date.now() + 1;
    while (Date.now() <= knownSinceMs) await new Promise((resolve) => setTimeout(resolve, 1));
    const requests = accounts.map((account) => claimRequest(account, 11, { knownSinceMs }));
    for (const request of requests) {
      await ours.settle(claimOf(await ours.claim(request)), accepted);
    }
    await cluster.nodes[1]?.command('FLUSHALL');
    const kinds = await Promise.all(
      requests.map(async (request) => (await ours.claim(request)).kind),
    );
    expect(new Set(kinds)).toEqual(new Set(['settled', 'earlier-attempt']));
  });
});
