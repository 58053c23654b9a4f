import type { BrokerFill } from '@orderonce/brokers';
import { decimal, decodeOutcome, encodeOutcome } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { factsOfAcceptance, factsOfBrokerOrder } from '../orders/order-facts.ts';
import { acceptance } from '../testing/acceptance.ts';
import { ACCOUNT, BUY_10, idOf, NOW_MS } from '../testing/account-under-test.ts';
import { fillOutcome } from './fill-outcome.ts';

const fill: BrokerFill = {
  fillId: 'fill-7',
  brokerOrderId: 'venue-1',
  lastQty: decimal('2.50'),
  lastPx: decimal('178.5'),
  cumQty: decimal('4.50'),
  leavesQty: decimal('5.5'),
  transactTimeMs: NOW_MS,
};
const facts = factsOfBrokerOrder({
  brokerOrderId: 'venue-1',
  clientOrderId: idOf(1),
  body: { ...BUY_10, quantity: decimal('10.00') },
  ordStatus: 'PARTIALLY_FILLED',
  cumQty: decimal('4.5'),
});

test('a fill of ours is a TRADE named by the order and the cumulative quantity', () => {
  const outcome = fillOutcome(ACCOUNT, fill, facts);
  expect(outcome).toEqual({
    schemaVersion: 1,
    outcomeId: 'MOM-1RV4K2-000001-a3f8b2c1/trade/4.5',
    clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
    strategyId: 'MOM',
    accountId: 'acct-1',
    symbol: 'AAPL',
    side: 'BUY',
    execType: 'TRADE',
    ordStatus: 'PARTIALLY_FILLED',
    source: 'broker',
    brokerOrderId: 'venue-1',
    execId: 'fill-7',
    quantity: '10',
    lastQty: '2.5',
    lastPx: '178.5',
    cumQty: '4.5',
    leavesQty: '5.5',
    transactTimeMs: NOW_MS,
  });
  expect(decodeOutcome(Buffer.from(encodeOutcome(outcome)))).toEqual({ ok: true, outcome });
});

test('the fill that leaves nothing fills the order', () => {
  const last = fillOutcome(ACCOUNT, { ...fill, leavesQty: decimal('0.00') }, facts);
  expect([last.ordStatus, last.leavesQty]).toEqual(['FILLED', '0']);
});

test('a fill of a stranger’s order is EXTERNAL, under the venue’s name of the order', () => {
  for (const clientOrderId of ['by hand', 'mom-1rv4k2-000001-a3f8b2c1', 'x'.repeat(300)]) {
    const outcome = fillOutcome(ACCOUNT, fill, { ...facts, clientOrderId });
    expect(outcome).toMatchObject({
      outcomeId: 'external/acct-1/venue-1/4.5',
      execType: 'EXTERNAL',
      clientOrderId: clientOrderId.slice(0, 128),
      brokerOrderId: 'venue-1',
      cumQty: '4.5',
      lastQty: '2.5',
    });
    expect(outcome).not.toHaveProperty('strategyId');
    expect(decodeOutcome(Buffer.from(encodeOutcome(outcome))).ok).toBe(true);
  }
});

test('the outcome is the same whether the order is known by a look-up or by its acceptance', () => {
  const known = factsOfAcceptance(acceptance(1, 'venue-1'));
  expect(known?.orderUuid).toBe('a3f8b2c1-0000-4000-8000-000000000001');
  expect(known && fillOutcome(ACCOUNT, fill, known)).toEqual(fillOutcome(ACCOUNT, fill, facts));
});

test('a fill has one id, whether a list puts its moment before it or not', () => {
  const listed = fillOutcome(ACCOUNT, { ...fill, fillId: '20261122100000000::fill-7' }, facts);
  expect(listed).toEqual(fillOutcome(ACCOUNT, fill, facts));
});
