import type { AccountId, ClientOrderId, Decimal, Outcome, StrategyId } from '@orderonce/contracts';
import {
  createMemoryStore,
  createOrderClaims,
  createStoreMemory,
  restoredRecord,
} from '@orderonce/idempotency';
import type { LaneContext } from '@orderonce/kafka';
import { expect, test } from 'vitest';
import { type LostMemory, nothingLost } from '../rebuild/lost-memory.ts';
import { awaitLostMemory } from './await-lost-memory.ts';

const ACCOUNT = 'ACC-1' as AccountId;
const ID = 'MOM-1RV4K2-000001-a3f8b2c1' as ClientOrderId;
const BEGIN_MS = 1_760_000_000_000;
const LEASE_MS = 10_000;
const HOUR_MS = 3_600_000;
const PAYLOAD_HASH = 'ab'.repeat(32);
const OLD = BEGIN_MS - HOUR_MS;

const verdict: Outcome = {
  schemaVersion: 1,
  outcomeId: `${ID}/verdict`,
  clientOrderId: ID,
  accountId: ACCOUNT,
  symbol: 'AAPL' as never,
  execType: 'ACCEPTED',
  ordStatus: 'NEW',
  source: 'broker',
  brokerOrderId: 'order-1',
  cumQty: '0' as Decimal,
  leavesQty: '10' as Decimal,
  payloadHash: PAYLOAD_HASH,
  transactTimeMs: OLD,
  intent: { topic: 'orders.intents', partition: 1, offset: '7' },
};

/** A store that was emptied just now, and two executors on it. */
function open() {
  let nowMs = BEGIN_MS;
  const store = createMemoryStore({ nowMs: () => nowMs, every: () => () => {} });
  const clock = {
    epochMs: () => nowMs,
    monotonicMs: () => nowMs,
    async sleep(durationMs: number) {
      nowMs += durationMs;
    },
  };
  let tokens = 0;
  const randomToken = () => `token-${++tokens}`;
  const executor = () =>
    createOrderClaims({ store, clock, randomToken, leaseMs: LEASE_MS, sendMarginMs: 4000 });
  const claims = executor();
  const claim = (by = claims, knownSinceMs = OLD) =>
    by.claim({
      accountId: ACCOUNT,
      strategyId: 'MOM' as StrategyId,
      clientOrderId: ID,
      payload: { symbol: 'AAPL' },
      payloadHash: PAYLOAD_HASH,
      source: { partition: 1, offset: '99' },
      knownSinceMs,
    });
  async function claimed(knownSinceMs = OLD) {
    const answer = await claim(claims, knownSinceMs);
    if (!('claim' in answer)) throw new Error(`nothing is ours: ${answer.kind}`);
    return answer;
  }
  const restore = (outcome: Outcome) =>
    createStoreMemory({
      store,
      randomToken,
      epochMs: clock.epochMs,
      contentTtlMs: HOUR_MS,
    }).restore(
      (async function* () {
        yield [restoredRecord(outcome)].filter((record) => record !== null);
      })(),
      () => {},
    );
  const waitFor = async (
    lost: Partial<LostMemory>,
    knownSinceMs = OLD,
    signal = new AbortController().signal,
  ) => {
    const ports = { clock, claims, lostMemory: { ...nothingLost, ...lost } };
    const lane: LaneContext = { signal, waitWithoutSlot: (wait) => wait() };
    return awaitLostMemory({ ports, lane }, await claimed(knownSinceMs));
  };
  return { clock, claim, executor, restore, waitFor };
}

const wasRenewed = (answer: Awaited<ReturnType<typeof awaitLostMemory>>) =>
  answer !== 'lost' && answer.claim.version > 1;

test('a verdict that comes back takes the claim away, and is the answer to the next one', async () => {
  const { claim, restore, waitFor } = open();
  const rebuilt = () => restore(verdict).then(() => {});
  expect(await waitFor({ rebuilt })).toBe('lost');
  expect(await claim()).toMatchObject({
    kind: 'settled',
    settlement: { verdict: 'ACCEPTED', brokerOrderId: 'order-1' },
    isRedelivery: false,
  });
});

test('what did not come back stays in doubt, under a claim that was renewed', async () => {
  const { waitFor } = open();
  const answer = await waitFor({ rebuilt: () => Promise.resolve() });
  expect(answer).toMatchObject({ kind: 'earlier-attempt', isMemoryGap: true });
  expect(wasRenewed(answer)).toBe(true);
});

test('the claim is kept for as long as the rebuild takes', async () => {
  const { clock, claim, executor, waitFor } = open();
  const other = executor();
  const { promise: back, resolve } = Promise.withResolvers<void>();
  const seen: string[] = [];
  const sleep = clock.sleep;
  clock.sleep = async (durationMs) => {
    await sleep(durationMs);
    seen.push((await claim(other)).kind);
    if (clock.epochMs() > BEGIN_MS + 5 * LEASE_MS) resolve();
  };
  expect(await waitFor({ rebuilt: () => back })).toMatchObject({ kind: 'earlier-attempt' });
  expect(seen.length).toBeGreaterThan(5);
  expect(new Set(seen)).toEqual(new Set(['owned']));
});

test('an order that is newer than the gap waits only where work halts', async () => {
  const { waitFor } = open();
  const never = new Promise<void>(() => {});
  expect(await waitFor({ rebuilt: () => never }, BEGIN_MS)).toMatchObject({
    kind: 'fresh',
    claim: { version: 1 },
  });
  const halting = open();
  const answer = await halting.waitFor({ reopened: () => Promise.resolve() }, BEGIN_MS);
  expect(answer).toMatchObject({ kind: 'fresh' });
  expect(wasRenewed(answer)).toBe(true);
});

test('nobody who is told to stop acts on a claim that met a gap', async () => {
  const { waitFor } = open();
  const stop = new AbortController();
  stop.abort();
  expect(await waitFor({ rebuilt: () => Promise.resolve() }, OLD, stop.signal)).toBe('lost');
});
