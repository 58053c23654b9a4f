import { ALPACA_CAPABILITIES, type RateLimit, type RequestKind } from '@orderonce/brokers';
import { type AccountId, accountIdSchema } from '@orderonce/contracts';
import { connectRedis } from '@orderonce/idempotency';
import { type RedisProcess, startRedis } from '@orderonce/idempotency/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPacer } from './open-pacer.ts';

/** A bucket of 12, of which 4 are kept back from orders; one comes back each 20.4 ms. */
const FAST: RateLimit = { requests: 60, windowMs: 1_000 };
const FAST_EVERY_MS = 1_000 / 49;
/** A bucket of 10, of which 3 are kept back from orders; one comes back each minute. */
const SLOW: RateLimit = { requests: 50, windowMs: 41 * 60_000 };
const EXECUTORS = 2;

const never = new AbortController().signal;
let server: RedisProcess;
let accounts = 0;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.remove());

/** Executors with connections of their own, and an account that nobody used before. */
async function openExecutors(rateLimit: RateLimit) {
  const accountId: AccountId = accountIdSchema.parse(`PACE-${++accounts}`);
  const capabilities = { ...ALPACA_CAPABILITIES, rateLimit };
  const brokers = new Map([[accountId, { capabilities }]]);
  const clients = await Promise.all(
    Array.from({ length: EXECUTORS }, () => connectRedis({ REDIS_URL: server.url })),
  );
  const pacers = clients.map((redis) => openPacer(brokers, redis, () => 1 / EXECUTORS));
  return {
    fullAt: () => clients[0]?.get(`once:{${accountId}}:pace`),
    pause: (executor: number, durationMs: number) => pacers[executor]?.pause(accountId, durationMs),
    /** So many requests at once; resolves with the moments at which they went. */
    take: (executor: number, kind: RequestKind, count = 1, signal = never) =>
      Promise.all(
        Array.from({ length: count }, async () => {
          await pacers[executor]?.take(accountId, kind, signal);
          return performance.now();
        }),
      ),
    [Symbol.dispose]() {
      for (const pacer of pacers) pacer.stop();
      for (const client of clients) client.disconnect();
    },
  };
}

test('executors share one bucket: together they go at its pace, and at no less', async () => {
  using executors = await openExecutors(FAST);
  const beganMs = performance.now();
  await Promise.all([executors.take(0, 'order', 60), executors.take(1, 'order', 60)]);
  const tookMs = performance.now() - beganMs;
  expect(tookMs).toBeGreaterThan((120 - 8) * FAST_EVERY_MS);
  expect(tookMs).toBeLessThan(2 * 120 * FAST_EVERY_MS);
});

test('a cancel finds a permit that orders of another executor had to leave', async () => {
  using executors = await openExecutors(SLOW);
  const giveUp = new AbortController();
  let orders = 0;
  const waiting = Array.from({ length: 20 }, () =>
    executors.take(0, 'order', 1, giveUp.signal).then(() => orders++),
  );
  await Promise.all(waiting.slice(0, 7));
  await executors.take(1, 'look-up', 2);
  await executors.take(1, 'cancel');
  expect(orders).toBe(7);
  giveUp.abort();
});

test('a 429 that one executor met stops the others for as long', async () => {
  using executors = await openExecutors(FAST);
  const beganMs = performance.now();
  executors.pause(0, 700);
  await vi.waitFor(async () => expect(await executors.fullAt()).not.toBeNull());
  const went = (
    await Promise.all([executors.take(0, 'cancel'), executors.take(1, 'cancel')])
  ).flat();
  for (const wentMs of went) expect(wentMs - beganMs).toBeGreaterThan(700);
});

test('while Redis is dead each goes on at its share, and together again when it is back', async () => {
  using executors = await openExecutors(FAST);
  await executors.take(0, 'order', 8);
  await server.kill();
  const beganMs = performance.now();
  await Promise.all([executors.take(0, 'order', 20), executors.take(1, 'order', 20)]);
  expect(performance.now() - beganMs).toBeGreaterThan(20 * EXECUTORS * FAST_EVERY_MS);
  await server.start();
  // The restarted Redis is empty: the key is there when an executor shares its bucket again.
  await vi.waitFor(
    async () => {
      await executors.take(0, 'order');
      expect(await executors.fullAt()).not.toBeNull();
    },
    { timeout: 10_000 },
  );
  const againMs = performance.now();
  await Promise.all([executors.take(0, 'order', 30), executors.take(1, 'order', 30)]);
  expect(performance.now() - againMs).toBeGreaterThan((60 - 8) * FAST_EVERY_MS);
});
