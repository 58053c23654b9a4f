import type { AccountId } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { orderClaimsContract } from '../testing/order-claims-contract.ts';
import { createMemoryStore } from './memory-store.ts';

orderClaimsContract('memory', async () => {
  let nowMs = 1_763_790_931_000;
  let accounts = 0;
  const store = createMemoryStore({ nowMs: () => nowMs, every: () => () => {} });

  async function overwrite(accountId: AccountId, clientOrderId: string, body: string, ttl = {}) {
    const [expected] = await store.read(accountId, [clientOrderId]);
    const value = { expected: expected ?? '', stamp: '1:spoiler', duplicateOf: '-', body };
    await store.update(accountId, [{ clientOrderId, leaseMs: 0, ...value, ...ttl }]);
  }
  return {
    store,
    leaseMs: 60,
    newAccount: () => `ACC-${++accounts}` as AccountId,
    pass: async (ms) => {
      nowMs += ms;
    },
    corruptions: {
      'half a record': (accountId, id) => overwrite(accountId, id, '{"f":1,"s":"pend'),
      'no record': (accountId, id) => overwrite(accountId, id, 'OK'),
    },
    forget: async (accountId, id) => {
      await overwrite(accountId, id, '', { ttlMs: 1 });
      nowMs += 1;
    },
    outlives: async (accountId, id, ms) => {
      nowMs += ms;
      const [value] = await store.read(accountId, [id]);
      nowMs -= ms;
      return value !== null;
    },
  };
});

test('NFR-001: clean-up goes on for two milliseconds a turn at the most, and comes back for the rest', async () => {
  let nowMs = 1_763_790_931_000;
  let monotonicMs = 0;
  let cleanUp = () => {};
  const store = createMemoryStore({
    nowMs: () => nowMs,
    // Every look at the clock finds a millisecond gone.
    monotonicMs: () => monotonicMs++,
    every: (_intervalMs, task) => {
      cleanUp = task;
      return () => {};
    },
  });
  const write = { expected: '', stamp: '1:a', leaseMs: 0, duplicateOf: '-', body: '{}', ttlMs: 10 };
  const writes = Array.from({ length: 1_000 }, (_, at) => ({ clientOrderId: `M-${at}`, ...write }));
  await store.update('ACC' as AccountId, writes);
  nowMs += 11;
  cleanUp();
  const leftAfterOneTurn = store.size();
  expect(leftAfterOneTurn).toBeGreaterThan(700);
  expect(leftAfterOneTurn).toBeLessThan(1_000);
  while (store.size() > 0) await new Promise((resolve) => setImmediate(resolve));
});
