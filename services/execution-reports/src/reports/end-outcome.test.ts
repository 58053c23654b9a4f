import type { BrokerOrder } from '@orderonce/brokers';
import { decimal, decodeOutcome, encodeOutcome, ORD_STATUSES } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { ACCOUNT, BUY_10, idOf, NOW_MS } from '../testing/account-under-test.ts';
import { endOutcome } from './end-outcome.ts';

const canceled: BrokerOrder = {
  brokerOrderId: 'venue-1',
  clientOrderId: idOf(1),
  body: BUY_10,
  ordStatus: 'CANCELED',
  cumQty: decimal('4.0'),
  avgPx: decimal('99.50'),
};

test('a cancelled order is told with what it had filled', () => {
  const outcome = endOutcome(ACCOUNT, canceled, NOW_MS);
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
  expect(endOutcome(ACCOUNT, { ...canceled, ordStatus: 'EXPIRED' }, NOW_MS)).toMatchObject({
    outcomeId: 'MOM-1RV4K2-000001-a3f8b2c1/expired',
    execType: 'EXPIRED',
    ordStatus: 'EXPIRED',
  });
});

test('an order refused after its acceptance has ended, and gets no second verdict', () => {
  expect(endOutcome(ACCOUNT, { ...canceled, ordStatus: 'REJECTED' }, NOW_MS)).toMatchObject({
    outcomeId: 'MOM-1RV4K2-000001-a3f8b2c1/canceled',
    execType: 'CANCELED',
    ordStatus: 'REJECTED',
    reason: { code: 'VENUE_REJECTED' },
  });
});

test('no other status is an end to be told here', () => {
  const told = ORD_STATUSES.filter(
    (ordStatus) => endOutcome(ACCOUNT, { ...canceled, ordStatus }, NOW_MS) !== null,
  );
  expect(told).toEqual(['CANCELED', 'REJECTED', 'EXPIRED']);
});

test('the end of a stranger’s order is not told', () => {
  expect(endOutcome(ACCOUNT, { ...canceled, clientOrderId: 'by hand' }, NOW_MS)).toBeNull();
});
