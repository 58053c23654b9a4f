import type { AccountId } from '@orderonce/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryStore } from '../memory/memory-store.ts';
import type { ClaimAnswer } from '../order-claims.ts';
import { accepted, claimOf, claimRequest, rejected } from '../testing/claim-requests.ts';
import { type RedisProcess, startRedis } from '../testing/redis-process.ts';
import { type SwallowingProxy, startSwallowingProxy } from '../testing/swallowing-proxy.ts';
import { testClaims } from '../testing/test-claims.ts';
import { connectRedis, type RedisClient } from './connect-redis.ts';
import { createRedisStore } from './redis-store.ts';

const COMMAND_TIMEOUT_MS = 250;
let server: RedisProcess;
let proxy: SwallowingProxy;
let redis: RedisClient;
let accounts = 0;
let account = '' as AccountId;

beforeAll(async () => {
  server = await startRedis('--appendonly', 'yes', '--appendfsync', 'always');
  proxy = await startSwallowingProxy(server.port);
  redis = await connectRedis(
    { REDIS_URL: `redis://127.0.0.1:${proxy.port}` },
    { commandTimeoutMs: COMMAND_TIMEOUT_MS },
  );
});
afterAll(async () => {
  redis.disconnect();
  await proxy.close();
  await server.remove();
});

const newAccount = () => {
  account = `ACC-${++accounts}` as AccountId;
};
const halting = () => testClaims(createRedisStore(redis));
const degrading = () =>
  testClaims(createRedisStore(redis), { degradeTo: createMemoryStore({ every: () => () => {} }) });

/** Asks again until the store is back: what the executor does with `unavailable`. */
async function eventually(
  ask: () => Promise<ClaimAnswer>,
  isDone: (answer: ClaimAnswer) => boolean = ({ kind }) => kind !== 'unavailable',
): Promise<ClaimAnswer> {
  for (;;) {
    const answer = await ask();
    if (isDone(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const isProtected = (answer: ClaimAnswer) =>
  'claim' in answer && answer.claim.isUnprotected === undefined;

describe('a reply that is lost', () => {
  test('leaves a claim that the same attempt finds to be its own, and fresh', async () => {
    newAccount();
    const claims = halting();
    await claims.claim(claimRequest(account, 99));
    proxy.swallowReplies();
    const lost = claims.claim(claimRequest(account, 1));
    await proxy.swallowed(1);
    proxy.cut();
    expect((await lost).kind).toBe('unavailable');
    expect(await eventually(() => claims.claim(claimRequest(account, 1)))).toMatchObject({
      kind: 'fresh',
      claim: { version: 2 },
    });
  });

  test('leaves a claim that another process does not mistake for its own', async () => {
    newAccount();
    const claims = halting();
    await claims.claim(claimRequest(account, 99));
    proxy.swallowReplies();
    const lost = claims.claim(claimRequest(account, 1));
    await proxy.swallowed(1);
    proxy.cut();
    await lost;
    const other = halting();
    expect((await eventually(() => other.claim(claimRequest(account, 1)))).kind).toBe('owned');
  });

  test('of two claims at once afterwards at most one is fresh', async () => {
    newAccount();
    const claims = halting();
    await claims.claim(claimRequest(account, 99));
    proxy.swallowReplies();
    const lost = claims.claim(claimRequest(account, 1));
    await proxy.swallowed(1);
    proxy.cut();
    await lost;
    await eventually(() => claims.claim(claimRequest(account, 98)));
    const two = await Promise.all([1, 1].map((at) => claims.claim(claimRequest(account, at))));
    expect(two.map(({ kind }) => kind).sort()).toEqual(['fresh', 'owned']);
  });

  test('to a verdict does not make a second one possible', async () => {
    newAccount();
    const claims = halting();
    const claim = claimOf(await claims.claim(claimRequest(account, 1)));
    proxy.swallowReplies();
    const lost = claims.settle(claim, rejected);
    await proxy.swallowed(1);
    proxy.cut();
    expect((await lost).kind).toBe('unavailable');
    await eventually(() => claims.claim(claimRequest(account, 98)));
    expect(await claims.settle(claim, accepted)).toEqual({ kind: 'lost' });
    expect((await claims.settle(claim, rejected)).kind).toBe('done');
  });

  test('times out as unknown when the connection stays', async () => {
    newAccount();
    const claims = halting();
    await claims.claim(claimRequest(account, 99));
    proxy.swallowReplies();
    const answer = await claims.claim(claimRequest(account, 1));
    proxy.cut();
    expect(answer).toMatchObject({ kind: 'unavailable', text: 'Command timed out' });
    expect((await eventually(() => claims.claim(claimRequest(account, 1)))).kind).toBe('fresh');
  });

  test('in degraded mode: what may have been sent meanwhile is never fresh again', async () => {
    newAccount();
    const claims = degrading();
    await claims.claim(claimRequest(account, 99));
    proxy.swallowReplies();
    const meanwhile = await claims.claim(claimRequest(account, 1));
    expect(meanwhile).toMatchObject({ kind: 'fresh', claim: { isUnprotected: true } });
    proxy.cut();
    // Nobody settled it: whoever claims it next waits for the lease or is in doubt.
    const other = halting();
    expect((await eventually(() => other.claim(claimRequest(account, 1)))).kind).toBe('owned');
    expect((await eventually(() => claims.claim(claimRequest(account, 1)))).kind).toBe('owned');
  });
});

/** Ways in which a Redis is there and of no use. */
const troubles: Record<string, { begin: () => Promise<unknown>; end: () => Promise<unknown> }> = {
  'is killed': { begin: () => server.kill(), end: () => server.start() },
  'does not answer': { begin: () => server.suspend(), end: () => server.resume() },
  'is out of memory (OOM)': {
    begin: () => server.command('CONFIG', 'SET', 'maxmemory', '1'),
    end: () => server.command('CONFIG', 'SET', 'maxmemory', '0'),
  },
  'was demoted (READONLY)': {
    begin: () => server.command('REPLICAOF', '127.0.0.1', '1'),
    end: () => server.command('REPLICAOF', 'NO', 'ONE'),
  },
};

describe.each(Object.entries(troubles))('while Redis %s', (_, trouble) => {
  test('halt: claims are unavailable, and nothing is lost or doubled when it is back', async () => {
    newAccount();
    const claims = halting();
    const before = claimOf(await claims.claim(claimRequest(account, 1)));
    await trouble.begin();
    expect((await claims.claim(claimRequest(account, 2))).kind).toBe('unavailable');
    expect((await claims.settle(before, accepted)).kind).toBe('unavailable');
    expect(claims.count('store-error')).toBe(2);
    await trouble.end();
    const after = await eventually(() => claims.claim(claimRequest(account, 2)));
    expect(after.kind).toBe('fresh');
    expect((await claims.settle(before, accepted)).kind).toBe('done');
    expect((await claims.claim(claimRequest(account, 1))).kind).toBe('settled');
  });

  test('NFR-002: degrade: orders go on in process memory and are written back', async () => {
    newAccount();
    const claims = degrading();
    const before = claimOf(await claims.claim(claimRequest(account, 1)));
    await claims.settle(before, accepted);
    await trouble.begin();
    const during = await claims.claim(claimRequest(account, 2, { contentOf: 'k' }));
    expect(during).toMatchObject({ kind: 'fresh', claim: { isUnprotected: true } });
    expect((await claims.claim(claimRequest(account, 2))).kind).toBe('owned');
    expect((await claims.claim(claimRequest(account, 3, { contentOf: 'k' }))).kind).toBe(
      'content-duplicate',
    );
    // What this process knew before the outage it still knows.
    expect((await claims.claim(claimRequest(account, 1))).kind).toBe('settled');
    expect((await claims.settle(claimOf(during), rejected)).kind).toBe('done');
    expect(await claims.claim(claimRequest(account, 2))).toMatchObject({ settlement: rejected });
    expect(claims.count('ran-unprotected')).toBe(2);
    await trouble.end();
    let sequence = 10;
    await eventually(() => claims.claim(claimRequest(account, ++sequence)), isProtected);
    const other = halting();
    const isSettled = ({ kind }: ClaimAnswer) => kind === 'settled';
    expect(await eventually(() => other.claim(claimRequest(account, 2)), isSettled)).toMatchObject({
      settlement: rejected,
    });
  });
});

test('while Redis is loading its file, nobody takes silence for a free key', async () => {
  newAccount();
  const claims = halting();
  await claims.settle(claimOf(await claims.claim(claimRequest(account, 1))), accepted);
  const many = Array.from({ length: 3_000 }, (_, at) => [`loading:${at}`, 'x'.repeat(50)]).flat();
  await server.command('MSET', ...many);
  await server.kill();
  await server.start('--key-load-delay', '500', '--loading-process-events-interval-bytes', '1024');
  const first = await claims.claim(claimRequest(account, 1));
  expect(first.kind).toBe('unavailable');
  expect((await eventually(() => claims.claim(claimRequest(account, 1)))).kind).toBe('settled');
});
