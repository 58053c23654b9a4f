import { type Limits, strategyIdSchema } from '@orderonce/contracts';
import { intent, saidLimits } from '@orderonce/decisions/testing';
import { connectRedis } from '@orderonce/idempotency';
import { type RedisProcess, startRedis } from '@orderonce/idempotency/testing';
import { createLogger } from '@orderonce/telemetry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderRates } from './open-order-rates.ts';

const EXECUTORS = 2;
let server: RedisProcess;
let strategies = 0;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.remove());

/** Executors with connections of their own, and a strategy that sent nothing before. */
async function openExecutors() {
  const strategyId = strategyIdSchema.parse(`RATE${++strategies}`);
  const clients = await Promise.all(
    Array.from({ length: EXECUTORS }, () => connectRedis({ REDIS_URL: server.url })),
  );
  const log = createLogger({ name: 'executor', level: 'silent' });
  const rates = clients.map((redis) => openOrderRates(redis, () => 1 / EXECUTORS, log));
  const [redis] = clients;
  if (redis === undefined) throw new Error('no executor');
  return {
    redis,
    key: `once:{strategy/${strategyId}}:rate:strategy/${strategyId}`,
    perSecond: (maxOrdersPerSecond: number) => [
      saidLimits({ maxOrdersPerSecond }, { kind: 'strategy', strategyId }),
    ],
    /** So many orders at once, over these executors: how many are let go, and how long it took. */
    async letGo(orders: number, on: readonly Limits[], by = [0, 1]) {
      const beganMs = performance.now();
      const denials = await Promise.all(
        Array.from({ length: orders }, (_, n) =>
          rates[by[n % by.length] ?? 0]?.count(intent(), on),
        ),
      );
      const went = denials.filter((denial) => denial === null).length;
      return { went, tookMs: performance.now() - beganMs };
    },
    /** What Redis's clock says, in microseconds. */
    async nowUs() {
      const [seconds, microseconds] = await redis.time();
      return Number(seconds) * 1_000_000 + Number(microseconds);
    },
    [Symbol.dispose]() {
      for (const client of clients) client.disconnect();
    },
  };
}

test('executors share one limit: together they let go what one second allows', async () => {
  using executors = await openExecutors();
  const { went, tookMs } = await executors.letGo(100, executors.perSecond(10));
  expect(went).toBeGreaterThanOrEqual(10);
  expect(went).toBeLessThanOrEqual(10 + (tookMs * 10) / 1000);
});

test('one executor may have all of a limit, and leaves none of it for another', async () => {
  using executors = await openExecutors();
  const { perSecond, letGo } = executors;
  const beganMs = performance.now();
  const first = await letGo(10, perSecond(10), [0]);
  const second = await letGo(10, perSecond(10), [1]);
  expect(first.went).toBe(10);
  expect(second.went).toBeLessThanOrEqual(((performance.now() - beganMs) * 10) / 1000);
});

test('what a quiet time brings back is what comes back in it, and at most one second of it', async () => {
  using executors = await openExecutors();
  const { redis, key, perSecond, letGo } = executors;
  for (const [quietUs, least] of [
    [500_000, 2],
    [999_000, 3],
    [1_000_000, 4],
    [3_600_000_000, 4],
  ] as const) {
    await redis.set(key, `0 ${(await executors.nowUs()) - quietUs}`);
    const { went, tookMs } = await letGo(20, perSecond(4));
    expect(went).toBeGreaterThanOrEqual(least);
    // A few milliseconds may pass between setting the key and the first order.
    expect(went).toBeLessThanOrEqual(least + Math.ceil((tookMs * 4) / 1000));
  }
});

test('fractions of an order add up', async () => {
  using executors = await openExecutors();
  const { redis, key, perSecond, letGo } = executors;
  await redis.set(key, `0.75 ${(await executors.nowUs()) - 250_000}`);
  expect((await letGo(2, perSecond(1))).went).toBe(1);
});

test("an order that one of an account's buckets denies is taken from none of them", async () => {
  using executors = await openExecutors();
  const { redis, letGo } = executors;
  const on = (scope: Limits['scope'], maxOrdersPerSecond: number) =>
    saidLimits({ maxOrdersPerSecond }, scope);
  const both = saidLimits({}, 'account-strategy').scope;
  const account = saidLimits({}).scope;
  const { went } = await letGo(60, [on(account, 20), on(both, 2)]);
  const [left] = ((await redis.get('once:{ACC-1}:rate:account/ACC-1')) ?? '').split(' ');
  expect(went).toBeLessThan(20);
  expect(Number(left)).toBeGreaterThanOrEqual(20 - went);
});

test('a clock that is set back fills nothing and stops nothing', async () => {
  using executors = await openExecutors();
  const { redis, key, perSecond, letGo } = executors;
  const hourAheadUs = (await executors.nowUs()) + 3_600_000_000;
  await redis.set(key, `0.5 ${hourAheadUs}`);
  expect((await letGo(1, perSecond(1))).went).toBe(0);
  const [left, sinceUs] = ((await redis.get(key)) ?? '').split(' ');
  expect(Number(left)).toBe(0.5);
  expect(Number(sinceUs)).toBeLessThan(hourAheadUs);
});

test('a limit that is lowered holds at once', async () => {
  using executors = await openExecutors();
  const { perSecond, letGo } = executors;
  expect((await letGo(10, perSecond(1000))).went).toBe(10);
  const { went, tookMs } = await letGo(20, perSecond(3));
  expect(went).toBeGreaterThanOrEqual(3);
  expect(went).toBeLessThanOrEqual(3 + (tookMs * 3) / 1000);
});

test('a bucket that cannot be read is a full one, whatever stands there', async () => {
  for (const spoil of ['text', 'list'] as const) {
    using executors = await openExecutors();
    const { redis, key, perSecond, letGo } = executors;
    if (spoil === 'text') await redis.set(key, 'OK');
    else await redis.rpush(key, '1');
    const { went, tookMs } = await letGo(10, perSecond(3));
    expect(went).toBeGreaterThanOrEqual(3);
    expect(went).toBeLessThanOrEqual(3 + (tookMs * 3) / 1000);
  }
});

test('a bucket that nobody uses goes away', async () => {
  using executors = await openExecutors();
  await executors.letGo(1, executors.perSecond(5));
  const ttlMs = await executors.redis.pttl(executors.key);
  expect(ttlMs).toBeGreaterThan(1000);
  expect(ttlMs).toBeLessThanOrEqual(2000);
});

test('while Redis is dead each keeps to its share; back and empty, it is shared again', async () => {
  using executors = await openExecutors();
  const { redis, key, perSecond, letGo } = executors;
  await server.kill();
  const alone = await letGo(100, perSecond(10));
  expect(alone.went).toBeGreaterThanOrEqual(10);
  expect(alone.went).toBeLessThanOrEqual(10 + (alone.tookMs * 10) / 1000);
  await server.start();
  await expect
    .poll(
      async () => {
        await letGo(2, perSecond(10));
        return redis.exists(key);
      },
      { timeout: 10_000 },
    )
    .toBe(1);
});
