import { clientOrderIdSchema, decimal, type OrderBody, symbolSchema } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import type { BrokerClock } from '../broker-clock.ts';
import { describeBrokerContract } from '../contract/broker-contract.ts';
import { MemoryBroker } from './memory-broker.ts';

const clock: BrokerClock = { nowMs: () => 1_700_000_000_000, monotonicMs: () => 0 };
const id = clientOrderIdSchema.parse('MOM-1RV4K2-000001-a3f8b2c1');

const market: OrderBody = {
  symbol: symbolSchema.parse('AAPL'),
  side: 'BUY',
  quantity: decimal('10'),
  orderType: 'MARKET',
  timeInForce: 'DAY',
};
const limit = (limitPrice: string, side: OrderBody['side'] = 'BUY'): OrderBody => ({
  ...market,
  side,
  orderType: 'LIMIT',
  limitPrice: decimal(limitPrice),
});

describeBrokerContract('the broker in memory', async (capabilities) => {
  const broker = new MemoryBroker({ clock, capabilities });
  const acceptances = (wanted: string) =>
    broker.ledger.filter((entry) => entry.kind === 'accepted' && entry.clientOrderId === wanted);
  return {
    broker,
    stranger: new MemoryBroker({ clock, capabilities, isAuthorized: false }),
    orders: {
      fills: market,
      fillsSelling: { ...market, side: 'SELL' },
      rests: limit('90'),
      restsElsewhere: limit('91'),
      refused: market,
    },
    countOrders: async (wanted) => acceptances(wanted).length,
    loseNextAnswer: async () => broker.script({ kind: 'answer-lost' }),
    loseNextRequest: async () => broker.script({ kind: 'request-lost' }),
    refuseNext: async () => broker.script({ kind: 'refused', code: '1', text: 'no' }),
    hideNextOrder: async () => broker.script({ kind: 'hidden', lookUps: 1 }),
    // The acceptance is told first.
    dropNextTrade: async () => broker.scriptReports('none', 'dropped'),
    cutReports: async () => broker.cutReports(),
    disconnect: async () => broker.setReachable(false),
    close: () => broker.close(),
  };
});

test('a limit order fills at the market when the market is as good, and rests otherwise', async () => {
  for (const [order, ordStatus] of [
    [limit('100'), 'FILLED'],
    [limit('99.99'), 'NEW'],
    [limit('100', 'SELL'), 'FILLED'],
    [limit('100.01', 'SELL'), 'NEW'],
  ] as const) {
    const broker = new MemoryBroker({ clock });
    await broker.submit({ clientOrderId: id, order });
    expect(await broker.findByClientOrderId(id)).toMatchObject({ order: { ordStatus } });
  }
});

test('partial fills are made by hand, and the average price is exact', async () => {
  const broker = new MemoryBroker({ clock, priceOf: null });
  const result = await broker.submit({ clientOrderId: id, order: market });
  const brokerOrderId = result.kind === 'accepted' ? result.order.brokerOrderId : '';
  broker.fill(brokerOrderId, decimal('100.01'), decimal('3'));
  expect(await broker.findByBrokerOrderId(brokerOrderId)).toMatchObject({
    order: { ordStatus: 'PARTIALLY_FILLED', cumQty: '3', avgPx: '100.01' },
  });
  broker.fill(brokerOrderId, decimal('100.02'));
  expect(await broker.findByBrokerOrderId(brokerOrderId)).toMatchObject({
    order: { ordStatus: 'FILLED', cumQty: '10', avgPx: '100.017' },
  });
  expect(await broker.fillsAfter(null)).toMatchObject({
    fills: [
      { lastQty: '3', cumQty: '3', leavesQty: '7' },
      { lastQty: '7', cumQty: '10', leavesQty: '0' },
    ],
  });
  expect(() => broker.fill(brokerOrderId, decimal('1'))).toThrow('is not open');
});

test('fills come in pages of a hundred', async () => {
  const broker = new MemoryBroker({ clock, priceOf: null });
  const result = await broker.submit({ clientOrderId: id, order: { ...market } });
  const brokerOrderId = result.kind === 'accepted' ? result.order.brokerOrderId : '';
  for (let count = 0; count < 101; count++)
    broker.fill(brokerOrderId, decimal('100'), decimal('0.01'));
  const first = await broker.fillsAfter(null);
  expect(first).toMatchObject({ kind: 'page', isLast: false });
  const lastFillId = first.kind === 'page' ? (first.fills.at(-1)?.fillId ?? null) : null;
  expect(await broker.fillsAfter(lastFillId)).toMatchObject({
    isLast: true,
    fills: [{ cumQty: '1.01', leavesQty: '8.99' }],
  });
  expect(await broker.fillsAfter('memory-fill-x')).toMatchObject({ kind: 'unknown' });
});

test('scripted faults are met one each, in order', async () => {
  const broker = new MemoryBroker({ clock });
  broker.script({ kind: 'not-sent' }, { kind: 'rate-limited', retryAfterMs: 250 });
  const kinds: string[] = [];
  for (let send = 0; send < 3; send++)
    kinds.push((await broker.submit({ clientOrderId: id, order: market })).kind);
  expect(kinds).toEqual(['not-sent', 'rate-limited', 'accepted']);
  expect(broker.ledger.map((entry) => entry.kind)).toEqual(['post', 'accepted', 'fill']);
});

test('a venue without look-ups by our id says that it cannot tell', async () => {
  const broker = new MemoryBroker({ clock, capabilities: { lookUpByClientOrderId: false } });
  expect((await broker.findByClientOrderId(id)).kind).toBe('unknown');
});
