import { randomBytes } from 'node:crypto';
import type { OutcomeBatch } from '@orderonce/client';
import type { Outcome } from '@orderonce/contracts';
import { connectRedis, type RedisClient } from '@orderonce/idempotency';
import { StateReader } from '../read/state-reader.ts';
import { sleep } from '../sleep.ts';
import type { BatchEffect } from '../store/fold-batch.ts';
import { createRetry } from '../store/retry.ts';
import { breakKeys, partitionKeys } from '../store/state-keys.ts';
import { type StoreLimits, TrackerStore } from '../store/tracker-store.ts';
import { batchOf } from './batches.ts';

const LIMITS: StoreLimits = {
  outcomesPerOrder: 100,
  outcomesPerPosition: 100,
  events: 100,
  ordersInMemory: 1_000,
  keepEndedMs: 3_600_000,
};

/** A state of the test's own in the Redis of `REDIS_URL`, or another; `await using` removes it. */
export async function stateUnderTest(
  options: {
    readonly partitionCount?: number;
    readonly redisUrl?: string;
    readonly limits?: Partial<StoreLimits>;
  } = {},
) {
  const { partitionCount = 1, redisUrl = process.env['REDIS_URL'] ?? '' } = options;
  const limits = { ...LIMITS, ...options.limits };
  const redis = await connectRedis({ REDIS_URL: redisUrl }, { commandTimeoutMs: 20_000 });
  const state = { topicPrefix: `test-${randomBytes(6).toString('hex')}.`, name: 'positions' };
  const stopping = new AbortController();
  const retry = createRetry({ signal: stopping.signal, sleep, onFailure() {} });
  const kept: { readonly batch: OutcomeBatch; readonly effect: BatchEffect }[] = [];
  /** Another instance's view of the same state. */
  const createStore = (client: RedisClient = redis, own: Partial<StoreLimits> = {}) =>
    new TrackerStore({
      ...{ redis: client, state, retry, limits: { ...limits, ...own } },
      monotonicMs: () => performance.now(),
      onKept: (batch, effect) => kept.push({ batch, effect }),
    });
  return {
    ...{ redis, state, kept, createStore, stopping, limits },
    reader: new StateReader({ redis, state, limits, partitionCount }),
    keys: (partition = 0) => partitionKeys(state, partition),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      for (let partition = 0; partition < partitionCount; partition += 1)
        await redis.unlink(...Object.values(partitionKeys(state, partition))).catch(() => {});
      const { breaks, compared, events } = breakKeys(state);
      await redis.unlink(breaks, compared, events).catch(() => {});
      redis.disconnect();
    },
  };
}

/** Takes outcomes in batches of so many, from where the store stands. */
export async function takeAll(
  store: TrackerStore,
  outcomes: readonly Outcome[],
  { size = outcomes.length, partition = 0 } = {},
): Promise<void> {
  let fromOffset = await store.resume(partition);
  for (let at = 0; at < outcomes.length; at += size) {
    const batch = batchOf(outcomes.slice(at, at + size), { fromOffset, partition });
    const taken = await store.take(batch);
    if (taken !== 'done') throw new Error(`${taken} at ${fromOffset}`);
    fromOffset = batch.nextOffset;
  }
}
