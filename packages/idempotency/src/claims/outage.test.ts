import { expect, it } from 'vitest';
import { createMemoryStore } from '../memory/memory-store.ts';
import type { RecordStore } from '../store/record-store.ts';
import { accepted, claimOf, claimRequest, rejected } from '../testing/claim-requests.ts';
import { testClaims } from '../testing/test-claims.ts';

const PROBE_MS = 500;

/** A store that can go away, and claims on it that go on in memory then; on a clock that stands still. */
function outage() {
  const world = { isAway: false, nowMs: 1_763_790_931_000, asked: 0 };
  const memory = () => createMemoryStore({ nowMs: () => world.nowMs, every: () => () => {} });
  const kept = memory();
  const present = () => {
    world.asked += 1;
    if (world.isAway) throw new Error('the store is away');
    return kept;
  };
  const store: RecordStore = {
    ...kept,
    claim: async (...args) => present().claim(...args),
    update: async (...args) => present().update(...args),
  };
  const clock = { monotonicMs: () => world.nowMs, epochMs: () => world.nowMs };
  const open = () => testClaims(store, { clock, degradeTo: memory(), probeIntervalMs: PROBE_MS });
  return Object.assign(world, { open });
}

it('an outage begins with what the store took of this process: its claims and its verdicts', async () => {
  const world = outage();
  const claims = world.open();
  await claims.claim(claimRequest('A', 1));
  const ended = claimOf(await claims.claim(claimRequest('A', 2)));
  await claims.settle(ended, accepted);
  world.isAway = true;
  expect(await claims.claim(claimRequest('A', 1))).toMatchObject({ kind: 'owned' });
  expect(await claims.claim(claimRequest('A', 2))).toMatchObject({
    kind: 'settled',
    settlement: { verdict: 'ACCEPTED' },
  });
});

it('an outage begins without what the store refused, because another executor had taken over', async () => {
  const world = outage();
  const [ours, theirs] = [world.open(), world.open()];
  const slow = claimOf(await ours.claim(claimRequest('A', 1)));
  world.nowMs += 20_000;
  await theirs.settle(claimOf(await theirs.claim(claimRequest('A', 1))), accepted);
  expect(await ours.settle(slow, rejected)).toEqual({ kind: 'lost' });
  world.isAway = true;
  expect(await ours.claim(claimRequest('A', 1))).toEqual({ kind: 'owned', leaseRemainingMs: 1 });
});

it('a person’s word that the store took is known in an outage', async () => {
  const world = outage();
  const claims = world.open();
  const held = claimOf(await claims.claim(claimRequest('A', 1)));
  await claims.hold(held, { reason: { code: 'FATE_UNKNOWN', text: '?' }, heldAtMs: 1 });
  await claims.resolve({ ...held, resolution: rejected });
  world.isAway = true;
  expect(await claims.claim(claimRequest('A', 1))).toMatchObject({
    kind: 'settled',
    settlement: { verdict: 'REJECTED' },
  });
});

it('a store that failed is left alone for a while, and then asked again', async () => {
  const world = outage();
  const claims = world.open();
  world.isAway = true;
  for (const sequence of [1, 2, 3]) await claims.claim(claimRequest('A', sequence));
  expect(world.asked).toBe(1);
  world.nowMs += PROBE_MS;
  world.isAway = false;
  await claims.claim(claimRequest('A', 4));
  await claims.claim(claimRequest('A', 5));
  expect(world.asked).toBe(3);
});

it('what ended in an outage is written before anything else is asked', async () => {
  const world = outage();
  const claims = world.open();
  const begun = claimOf(await claims.claim(claimRequest('A', 1)));
  world.isAway = true;
  await claims.settle(begun, rejected);
  world.isAway = false;
  world.nowMs += PROBE_MS;
  expect(await claims.claim(claimRequest('A', 1))).toMatchObject({
    kind: 'settled',
    settlement: { verdict: 'REJECTED' },
  });
});
