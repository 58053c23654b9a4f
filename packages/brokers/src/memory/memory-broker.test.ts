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

async function accepted(broker: MemoryBroker, number: number, order: OrderBody): Promise<string> {
  const result = await broker.submit({ clientOrderId: idOf(number), order });
  if (result.kind !== 'accepted') throw new Error(result.kind);
  return result.order.brokerOrderId;
}
const idOf = (number: number) =>
  clientOrderIdSchema.parse(`MOM-1RV4K2-${String(number).padStart(6, '0')}-a3f8b2c1`);

test('an order in the place of another takes over its fills, and its quantity counts them', async () => {
  const broker = new MemoryBroker({ clock, priceOf: null });
  const old = await accepted(broker, 1, limit('90'));
  broker.fill(old, decimal('90'), decimal('4'));
  const replace = (quantity: string) =>
    broker.replace({
      ...{ brokerOrderId: old, clientOrderId: idOf(2) },
      order: { ...limit('91'), quantity: decimal(quantity) },
    });
  expect(await replace('4')).toMatchObject({ kind: 'rejected', code: 'FILLED_ALREADY' });
  const result = await replace('12');
  expect(result).toMatchObject({
    order: { cumQty: '4', ordStatus: 'PARTIALLY_FILLED', replaces: old, avgPx: '90' },
  });
  const next = result.kind === 'accepted' ? result.order.brokerOrderId : '';
  broker.fill(next, decimal('93'));
  expect(await broker.findByBrokerOrderId(next)).toMatchObject({
    order: { ordStatus: 'FILLED', cumQty: '12', avgPx: '92' },
  });
  expect(await broker.positions()).toMatchObject({ positions: [{ quantity: '12', avgPx: '92' }] });
  // Once it is done, a repeat of it hears no word of that.
  expect(await replace('12')).toMatchObject({ kind: 'rejected', code: 'NOT_OPEN' });
});

test('a report is dropped, told twice, or told late as scripted', async () => {
  const broker = new MemoryBroker({ clock, priceOf: null });
  const stopping = new AbortController();
  const reports = broker.reports(stopping.signal);
  expect((await reports.next()).value).toEqual({ kind: 'connected' });
  broker.scriptReports('none', 'dropped', 'repeated', 'late');
  const order = await accepted(broker, 1, limit('90'));
  for (const quantity of ['1', '2', '3']) broker.fill(order, decimal('90'), decimal(quantity));
  broker.expire(order);
  stopping.abort();
  const told: string[] = [];
  for await (const report of reports)
    told.push(report.kind === 'report' ? `${report.event} ${report.order.cumQty}` : report.kind);
  expect(told).toEqual([
    'ACCEPTED 0',
    'TRADE 3',
    'TRADE 3',
    'EXPIRED 6',
    'TRADE 6',
    'disconnected',
  ]);
});

test('a venue that remembers ids for a time takes one again after it', async () => {
  let nowMs = 0;
  const broker = new MemoryBroker({
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    capabilities: { clientOrderIdRetentionMs: 1_000 },
  });
  await accepted(broker, 1, market);
  nowMs = 999;
  expect((await broker.submit({ clientOrderId: idOf(1), order: market })).kind).toBe('duplicate');
  nowMs = 1_000;
  expect((await broker.findByClientOrderId(idOf(1))).kind).toBe('absent');
  expect((await broker.submit({ clientOrderId: idOf(1), order: market })).kind).toBe('accepted');
});

test('a position turns round at the price of the fill that turned it', async () => {
  const broker = new MemoryBroker({ clock, priceOf: null });
  const fill = async (number: number, side: OrderBody['side'], price: string) =>
    broker.fill(await accepted(broker, number, { ...market, side }), decimal(price));
  await fill(1, 'BUY', '100');
  await fill(2, 'BUY', '101');
  expect(await broker.positions()).toMatchObject({
    positions: [{ quantity: '20', avgPx: '100.5' }],
  });
  await fill(3, 'SELL', '90');
  expect(await broker.positions()).toMatchObject({
    positions: [{ quantity: '10', avgPx: '100.5' }],
  });
  const big = await accepted(broker, 4, { ...market, side: 'SELL', quantity: decimal('15') });
  broker.fill(big, decimal('95'));
  expect(await broker.positions()).toMatchObject({ positions: [{ quantity: '-5', avgPx: '95' }] });
  const close = { clientOrderId: idOf(5), order: { ...market, quantity: decimal('5') } };
  const cover = await broker.submit({ ...close, positionIntent: 'buy_to_close' });
  expect(cover.kind).toBe('accepted');
  expect(await broker.positions()).toMatchObject({ positions: [{ availableQuantity: '0' }] });
});

test('a venue whose ids are too short for ours is refused at once', () => {
  const clientOrderId = { maxLength: 20, charset: 'printable' } as const;
  expect(() => new MemoryBroker({ clock, capabilities: { clientOrderId } })).toThrow(
    'client order ids have up to 33 characters here, the venue takes 20',
  );
});
