import { decimal, type OrderBody, symbolSchema } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import type { BrokerOrder } from './broker-order.ts';
import { sameOrder } from './same-order.ts';

const sent: OrderBody = {
  symbol: symbolSchema.parse('AAPL'),
  side: 'BUY',
  quantity: decimal('10'),
  orderType: 'STOP_LIMIT',
  limitPrice: decimal('178.5'),
  stopPrice: decimal('177'),
  timeInForce: 'DAY',
};

const found = (change: Partial<OrderBody>): BrokerOrder => ({
  brokerOrderId: 'b-1',
  clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
  body: { ...sent, ...change },
  ordStatus: 'NEW',
  cumQty: decimal('0'),
});

test('an order spelled with other zeros is the same order', () => {
  const spelledOtherwise = { quantity: decimal('10.000'), limitPrice: decimal('178.50') };
  expect(sameOrder(sent, found(spelledOtherwise))).toEqual([]);
});

test.each<[Partial<OrderBody>, string[]]>([
  [{ symbol: symbolSchema.parse('MSFT') }, ['symbol']],
  [{ side: 'SELL' }, ['side']],
  [{ quantity: decimal('10.000000001') }, ['quantity']],
  [{ limitPrice: decimal('178.51') }, ['limitPrice']],
  [{ stopPrice: decimal('177.01') }, ['stopPrice']],
  [{ timeInForce: 'GTC' }, ['timeInForce']],
  [{ orderType: 'LIMIT', stopPrice: undefined }, ['orderType', 'stopPrice']],
])('the fields that differ are named: %o', (change, names) => {
  expect(sameOrder(sent, found(change))).toEqual(names);
});
