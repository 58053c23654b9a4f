import type { BrokerOrder } from '@orderonce/brokers';
import { decimal, decodeOutcome, encodeOutcome, ORD_STATUSES } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { ACCOUNT, BUY_10, idOf, NOW_MS } from '../testing/account-under-test.ts';
import { endOutcomes } from './end-outcome.ts';

const canceled: BrokerOrder = {
  brokerOrderId: 'venue-1',
  clientOrderId: idOf(1),
  body: BUY_10,
  ordStatus: 'CANCELED',
  cumQty: decimal('4.0'),
  avgPx: decimal('99.50'),
};

test('a cancelled order is told with what it had filled', () => {
  const [outcome] = endOutcomes(ACCOUNT, canceled, NOW_MS);
  expect(outcome).toEqual({
    schemaVersion: 1,
    outcomeId: 'MOM-1RV4K2-000001-a3f8b2c1/canceled',
    clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
    strategyId: 'MOM',
    accountId: 'acct-1',
    symbol: 'AAPL',
    side: 'BUY',
    execType: 'CANCELED',
    ordStatus: 'CANCELED',
    source: 'broker',
    brokerOrderId: 'venue-1',
    quantity: '10',
    cumQty: '4',
    leavesQty: '0',
    avgPx: '99.5',
    transactTimeMs: NOW_MS,
  });
  expect(outcome && decodeOutcome(Buffer.from(encodeOutcome(outcome)))).toEqual({
    ok: true,
    outcome,
  });
});

test('an expired order is told under a name of its own', () => {
  expect(endOutcomes(ACCOUNT, { ...canceled, ordStatus: 'EXPIRED' }, NOW_MS)).toMatchObject([
    {
      outcomeId: 'MOM-1RV4K2-000001-a3f8b2c1/expired',
      execType: 'EXPIRED',
      ordStatus: 'EXPIRED',
    },
  ]);
});

test('an order refused after its acceptance has ended, and gets no second verdict', () => {
  expect(endOutcomes(ACCOUNT, { ...canceled, ordStatus: 'REJECTED' }, NOW_MS)).toMatchObject([
    {
      outcomeId: 'MOM-1RV4K2-000001-a3f8b2c1/canceled',
      execType: 'CANCELED',
      ordStatus: 'REJECTED',
      reason: { code: 'VENUE_REJECTED' },
    },
  ]);
});

test('a replacement refused after its acceptance says both that it replaces nothing and that it ended', () => {
  const refused = { ...canceled, ordStatus: 'REJECTED', replaces: 'venue-0' } as const;
  expect(endOutcomes(ACCOUNT, refused, NOW_MS)).toMatchObject([
    {
      outcomeId: 'MOM-1RV4K2-000001-a3f8b2c1/replace-rejected',
      execType: 'REPLACE_REJECTED',
      ordStatus: 'REJECTED',
    },
    { outcomeId: 'MOM-1RV4K2-000001-a3f8b2c1/canceled', execType: 'CANCELED' },
  ]);
});

test('a replaced order names the venue’s order that took its place', () => {
  const replaced = { ...canceled, ordStatus: 'REPLACED', replacedBy: 'venue-2' } as const;
  const [outcome] = endOutcomes(ACCOUNT, replaced, NOW_MS);
  expect(outcome).toMatchObject({
    outcomeId: 'MOM-1RV4K2-000001-a3f8b2c1/replaced',
    execType: 'REPLACED',
    ordStatus: 'REPLACED',
    brokerOrderId: 'venue-1',
    execId: 'venue-2',
    cumQty: '4',
    leavesQty: '0',
  });
  expect(outcome && decodeOutcome(Buffer.from(encodeOutcome(outcome))).ok).toBe(true);
});

test('no other status is an end to be told here', () => {
  const told = ORD_STATUSES.filter(
    (ordStatus) => endOutcomes(ACCOUNT, { ...canceled, ordStatus }, NOW_MS).length > 0,
  );
  expect(told).toEqual(['CANCELED', 'REPLACED', 'REJECTED', 'EXPIRED']);
});

test('the end of a stranger’s order is not told', () => {
  expect(endOutcomes(ACCOUNT, { ...canceled, clientOrderId: 'by hand' }, NOW_MS)).toEqual([]);
});
