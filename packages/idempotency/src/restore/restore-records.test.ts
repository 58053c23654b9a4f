import type { AccountId, ClientOrderId, Decimal, OrderOutcome } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { createMemoryStore } from '../memory/memory-store.ts';
import {
  accepted,
  CREATED_AT_MS,
  claimOf,
  claimRequest,
  clientOrderId,
  rejected,
} from '../testing/claim-requests.ts';
import { testClaims } from '../testing/test-claims.ts';
import { restoreRecords } from './restore-records.ts';
import { restoredRecord } from './restored-record.ts';

const account = 'ACC-1' as AccountId;
const key = 'ab'.repeat(32);

function outcome(sequence: number, changes: Partial<OrderOutcome> = {}): OrderOutcome {
  const { payloadHash } = claimRequest(account, sequence);
  return {
    schemaVersion: 1,
    outcomeId: `${clientOrderId(sequence)}/verdict`,
    clientOrderId: clientOrderId(sequence),
    strategyId: 'MOM' as never,
    accountId: account,
    symbol: 'AAPL' as never,
    execType: 'ACCEPTED',
    ordStatus: 'NEW',
    source: 'broker',
    brokerOrderId: '61e69015-8549-4bfd-b9c3-01e75843f47d',
    cumQty: '0' as Decimal,
    leavesQty: '100' as Decimal,
    payloadHash,
    contentKey: key,
    transactTimeMs: CREATED_AT_MS,
    intent: { topic: 'orders.intents', partition: 3, offset: String(sequence) },
    ...changes,
  };
}

const SETTLED_TTL_MS = 8 * 86_400_000;
const RESTORED_TTL_MS = 86_400_000;

function open() {
  let nowMs = CREATED_AT_MS + 1_000;
  const store = createMemoryStore({ nowMs: () => nowMs, every: () => () => {} });
  const claims = testClaims(store);
  const restore = (...outcomes: OrderOutcome[]) =>
    restoreRecords([outcomes.flatMap((each) => restoredRecord(each) ?? [])], {
      store,
      randomToken: () => 'restored',
      epochMs: () => nowMs,
      settledTtlMs: SETTLED_TTL_MS,
      restoredTtlMs: RESTORED_TTL_MS,
      contentTtlMs: 3_600_000,
    });
  const claim = (sequence: number, changes = {}) =>
    claims.claim(claimRequest(account, sequence, changes));
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { store, claims, restore, claim, pass };
}

test('a published verdict is a settled record again, and its content is guarded again', async () => {
  const { restore, claim } = open();
  expect(await restore(outcome(1))).toEqual({ written: 1, kept: 0 });
  expect(await claim(1)).toEqual({ kind: 'settled', settlement: accepted, isRedelivery: true });
  expect(await claim(2, { contentOf: key })).toMatchObject({
    kind: 'content-duplicate',
    original: clientOrderId(1),
  });
});

test('restoring again changes nothing', async () => {
  const { restore } = open();
  await restore(outcome(1), outcome(2));
  expect(await restore(outcome(1), outcome(2))).toEqual({ written: 0, kept: 2 });
});

test('the same id with another payload is still told', async () => {
  const { restore, claim } = open();
  await restore(outcome(1));
  expect(await claim(1, { payload: { symbol: 'MSFT' } })).toEqual({
    kind: 'other-payload',
    differingFields: ['payload'],
  });
});

test('a rejection frees its content; one from long ago guards no content', async () => {
  const { restore, claim, pass } = open();
  const reason = { code: 'VENUE_REJECTED', text: 'insufficient buying power' } as const;
  await restore(outcome(1, { execType: 'REJECTED', reason, contentKey: 'cd'.repeat(32) }));
  expect((await claim(2, { contentOf: 'cd'.repeat(32) })).kind).toBe('fresh');
  pass(3_600_000);
  await restore(outcome(3));
  expect((await claim(4, { contentOf: key })).kind).toBe('fresh');
});

test('a verdict replaces an attempt that is still open, and that attempt has lost', async () => {
  const { claims, restore, claim } = open();
  const attempt = claimOf(await claim(1));
  await restore(outcome(1));
  expect(await claims.settle(attempt, rejected)).toEqual({ kind: 'lost' });
  expect(await claim(1)).toMatchObject({ kind: 'settled', settlement: accepted });
});

test('a hold is restored where nothing stands, and its verdict replaces it', async () => {
  const { claims, restore, claim } = open();
  const reason = { code: 'FATE_UNKNOWN', text: 'no answer' } as const;
  const held = outcome(1, { execType: 'HELD', ordStatus: 'UNKNOWN', reason });
  await restore(held);
  expect(await claim(1)).toMatchObject({ kind: 'held', hold: { reason } });
  await restore(held, outcome(1));
  expect(await claim(1)).toMatchObject({ kind: 'settled' });
  const attempt = claimOf(await claim(2));
  await restore(outcome(2, { execType: 'HELD', reason }));
  expect((await claims.renew(attempt)).kind).toBe('done');
});

test('an attempt without a verdict is in doubt again, and what stands is left to its owner', async () => {
  const { claims, restore, claim } = open();
  const attempted = (sequence: number) =>
    outcome(sequence, { execType: 'ATTEMPTED', ordStatus: 'PENDING_NEW' });
  await restore(attempted(1));
  expect((await claim(1)).kind).toBe('earlier-attempt');
  const owner = claimOf(await claim(2));
  await restore(attempted(2));
  expect((await claims.renew(owner)).kind).toBe('done');
  await restore(attempted(3), outcome(3));
  expect(await claim(3)).toMatchObject({ kind: 'settled', settlement: accepted });
});

test('an attempt without a verdict still knows what it was about to send', async () => {
  const { restore, claim } = open();
  const order = { symbol: 'AAPL', side: 'SELL', quantity: '7', orderType: 'MARKET' } as const;
  const body = { ...order, timeInForce: 'DAY' };
  await restore(outcome(1, { execType: 'ATTEMPTED', order: body as never }));
  expect(await claim(1)).toMatchObject({ kind: 'earlier-attempt', body });
});

test('of two verdicts of one order the first counts, in one page and over two', async () => {
  const { restore, claim } = open();
  const reason = { code: 'VENUE_REJECTED', text: 'insufficient buying power' } as const;
  const second = outcome(1, { execType: 'REJECTED', ordStatus: 'REJECTED', reason });
  await restore(outcome(1), second);
  await restore(second);
  expect(await claim(1)).toMatchObject({ kind: 'settled', settlement: accepted });
});

test('a verdict from long ago stays for a day from now, also where it stood already', async () => {
  const { restore, claim, pass } = open();
  await restore(outcome(1));
  pass(SETTLED_TTL_MS - 60_000);
  expect(await restore(outcome(1), outcome(2))).toEqual({ written: 2, kept: 0 });
  pass(RESTORED_TTL_MS - 1);
  const settled = { kind: 'settled', settlement: accepted };
  expect(await claim(1)).toMatchObject(settled);
  expect(await claim(2)).toMatchObject(settled);
  expect(await claim(1, { payload: { symbol: 'MSFT' } })).toMatchObject({ kind: 'other-payload' });
});

test('a store that fails ends the restoring with its failure', async () => {
  const { store } = open();
  const options = {
    store: { ...store, update: () => Promise.reject(new Error('the store is away')) },
    randomToken: () => 'restored',
    epochMs: () => CREATED_AT_MS,
    settledTtlMs: SETTLED_TTL_MS,
    restoredTtlMs: RESTORED_TTL_MS,
    contentTtlMs: 3_600_000,
    batchSize: 1,
  };
  const page = [outcome(1), outcome(2), outcome(3)].flatMap((each) => restoredRecord(each) ?? []);
  await expect(restoreRecords([page, page], options)).rejects.toThrow('the store is away');
});

test('outcomes that end nothing, or say too little, restore nothing', () => {
  expect(restoredRecord(outcome(1, { execType: 'TRADE' }))).toBeNull();
  const { payloadHash: _, ...without } = outcome(1);
  expect(restoredRecord(without)).toBeNull();
  expect(
    restoredRecord({
      ...outcome(1),
      execType: 'EXTERNAL',
      clientOrderId: 'somebody-else' as ClientOrderId,
    }),
  ).toBeNull();
});
