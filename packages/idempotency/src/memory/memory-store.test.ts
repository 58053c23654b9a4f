import type { AccountId } from '@orderonce/contracts';
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
