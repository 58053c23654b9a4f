import type { AccountId } from '@orderonce/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryStore } from '../memory/memory-store.ts';
import { accepted, claimOf, claimRequest, clientOrderId } from '../testing/claim-requests.ts';
import { type RedisProcess, startRedis } from '../testing/redis-process.ts';
import { type TestClaims, testClaims } from '../testing/test-claims.ts';
import { connectRedis, type RedisClient } from './connect-redis.ts';
import { provisionGeneration } from './provision-generation.ts';
import { createRedisStore } from './redis-store.ts';

let server: RedisProcess;
let redis: RedisClient;
let claims: TestClaims;
let accounts = 0;

beforeAll(async () => {
  server = await startRedis('--appendonly', 'yes', '--repl-diskless-sync-delay', '0');
  redis = await connectRedis({ REDIS_URL: server.url });
  claims = testClaims(createRedisStore(redis));
});
afterAll(async () => {
  redis.disconnect();
  await server.remove();
});

const HOUR_MS = 3_600_000;
const newAccount = () => `ACC-${++accounts}` as AccountId;

async function storeNowMs(client: RedisClient): Promise<number> {
  const [seconds, micros] = (await client.call('TIME')) as [string, string];
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}

/** An intent that was logged while the store remembered everything. */
async function loggedOrder(account: AccountId, sequence: number) {
  await claims.claim(claimRequest(account, 999));
  return claimRequest(account, sequence, { knownSinceMs: await storeNowMs(redis) });
}

async function eventuallyClaimed(by: TestClaims, request: ReturnType<typeof claimRequest>) {
  for (;;) {
    const answer = await by.claim(request);
    if (answer.kind !== 'unavailable') return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('an order logged since the generation began is new', async () => {
  expect((await claims.claim(await loggedOrder(newAccount(), 1))).kind).toBe('fresh');
});

test('an order from before a first contact is in doubt, unless the account was provisioned', async () => {
  const account = newAccount();
  const knownSinceMs = (await storeNowMs(redis)) - HOUR_MS;
  const gap = { kind: 'earlier-attempt', isMemoryGap: true };
  expect(await claims.claim(claimRequest(account, 1, { knownSinceMs }))).toMatchObject(gap);
  const provisioned = newAccount();
  await provisionGeneration(redis, provisioned);
  expect((await claims.claim(claimRequest(provisioned, 1, { knownSinceMs }))).kind).toBe('fresh');
  // Provisioning again, later, forgives nothing.
  await provisionGeneration(redis, account);
  expect(await claims.claim(claimRequest(account, 2, { knownSinceMs }))).toMatchObject(gap);
});

test('an order older than the life of a settled record is in doubt: its record may be over', async () => {
  const account = newAccount();
  await provisionGeneration(redis, account);
  const nowMs = await storeNowMs(redis);
  const ttls = { intentsRetentionMs: HOUR_MS - 1, settledTtlMs: HOUR_MS };
  const forgetting = testClaims(createRedisStore(redis), ttls);
  const claim = (sequence: number, ageMs: number) =>
    forgetting.claim(claimRequest(account, sequence, { knownSinceMs: nowMs - ageMs }));
  expect(await claim(1, HOUR_MS + 1)).toMatchObject({
    kind: 'earlier-attempt',
    isMemoryGap: true,
  });
  expect((await claim(2, HOUR_MS - 10_000)).kind).toBe('fresh');
});

test('an open attempt that nothing is missing of is no gap', async () => {
  const account = newAccount();
  const briefly = testClaims(createRedisStore(redis), { leaseMs: 110 });
  const request = claimRequest(account, 1, { knownSinceMs: Date.now() + HOUR_MS });
  await briefly.claim(request);
  await new Promise((resolve) => setTimeout(resolve, 120));
  const found = await briefly.claim(request);
  expect(found.kind).toBe('earlier-attempt');
  expect(found).not.toHaveProperty('isMemoryGap');
});

test('each generation is told once to whoever claims', async () => {
  const account = newAccount();
  const watched = testClaims(createRedisStore(redis));
  await watched.claim(claimRequest(account, 1));
  await watched.claim(claimRequest(account, 2));
  expect(watched.count('generation-met')).toBe(1);
  await redis.call('FLUSHALL');
  await watched.claim(claimRequest(account, 3));
  await watched.claim(claimRequest(account, 4));
  expect(watched.count('generation-met')).toBe(2);
});

test('a content duplicate from before the generation is in doubt too', async () => {
  const account = newAccount();
  await claims.claim(claimRequest(account, 1, { contentOf: 'k' }));
  const old = claimRequest(account, 2, { contentOf: 'k', knownSinceMs: 1 });
  expect((await claims.claim(old)).kind).toBe('earlier-attempt');
});

test('a Redis that was emptied is told from one that remembers', async () => {
  const account = newAccount();
  const request = await loggedOrder(account, 1);
  await claims.settle(claimOf(await claims.claim(request)), accepted);
  expect((await claims.claim(request)).kind).toBe('settled');
  await redis.call('FLUSHALL');
  expect((await claims.claim(request)).kind).toBe('earlier-attempt');
});

test('a Redis that restarted is told, though it remembers what its file has', async () => {
  const account = newAccount();
  const known = await loggedOrder(account, 1);
  await claims.settle(claimOf(await claims.claim(known)), accepted);
  const unknown = await loggedOrder(account, 2);
  await server.kill();
  await server.start();
  expect((await eventuallyClaimed(claims, known)).kind).toBe('settled');
  expect((await claims.claim(unknown)).kind).toBe('earlier-attempt');
  expect((await claims.claim(await loggedOrder(account, 3))).kind).toBe('fresh');
});

test('a promoted replica that lacks the last claims is told from its primary', async () => {
  const account = newAccount();
  const replica = await startRedis('--replicaof', '127.0.0.1', String(server.port));
  const promoted = await connectRedis({ REDIS_URL: replica.url });
  try {
    const replicated = await loggedOrder(account, 1);
    await claims.settle(claimOf(await claims.claim(replicated)), accepted);
    for (;;) {
      if ((await promoted.get(`once:{${account}}:order:${clientOrderId(1)}`)) !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await promoted.call('REPLICAOF', 'NO', 'ONE');
    const lost = await loggedOrder(account, 2);
    await claims.settle(claimOf(await claims.claim(lost)), accepted);
    const onReplica = testClaims(createRedisStore(promoted));
    expect((await onReplica.claim(replicated)).kind).toBe('settled');
    expect((await onReplica.claim(lost)).kind).toBe('earlier-attempt');
  } finally {
    promoted.disconnect();
    await replica.remove();
  }
});

test('after degraded operation older orders without a record are in doubt, though Redis never went away', async () => {
  const account = newAccount();
  const store = createRedisStore(redis);
  let isCut = false;
  const degrading = testClaims(
    {
      ...store,
      claim: async (...args) => {
        if (isCut) throw new Error('the network is cut');
        return store.claim(...args);
      },
    },
    { degradeTo: createMemoryStore({ every: () => () => {} }) },
  );
  const request = await loggedOrder(account, 1);
  isCut = true;
  // Claimed, perhaps sent, and nobody lived to write it down.
  expect(await degrading.claim(request)).toMatchObject({ claim: { isUnprotected: true } });
  isCut = false;
  for (;;) {
    const answer = await degrading.claim(claimRequest(account, 3));
    if (!('claim' in answer) || answer.claim.isUnprotected === undefined) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect((await claims.claim(request)).kind).toBe('earlier-attempt');
});
