import type { BrokerOrder } from '@orderonce/brokers';
import {
  type CloseIntent,
  closeIntentSchema,
  decimal,
  orderBodySchema,
  symbolSchema,
} from '@orderonce/contracts';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { bodyOf, closingOrder, isClosingOrder, payloadOf } from './closing-order.ts';

describe('the order that closes', () => {
  it.each([
    ['all of a long position', '10', [], undefined, 'SELL', '10'],
    ['all of a short position', '-2.5', [], undefined, 'BUY', '2.5'],
    ['a part of it', '10', [], '4.50', 'SELL', '4.5'],
    ['what open orders do not close yet', '10', [['SELL', '4', '1']], undefined, 'SELL', '7'],
    ['nothing of what would open more', '10', [['BUY', '4', '0']], undefined, 'SELL', '10'],
    ['a part that is still free', '10', [['SELL', '4', '0']], '6', 'SELL', '6'],
  ] as const)('is the other way, for %s', (_name, position, open, quantity, side, expected) => {
    expect(closingOrder(close(quantity), holding(position, open))).toEqual({
      kind: 'order',
      body: { symbol: 'AAPL', side, quantity: expected, orderType: 'MARKET', timeInForce: 'DAY' },
    });
  });

  it.each([
    ['a flat position', null, [], undefined, 'the position in AAPL is flat'],
    [
      'a position that open orders close already',
      '10',
      [['SELL', '10', '0']],
      undefined,
      'of the position of 10 in AAPL nothing can be closed: open orders close 10 already',
    ],
    [
      'more than is free',
      '10',
      [['SELL', '4', '0']],
      '7',
      'of the position of 10 in AAPL 6 can be closed, and 7 is to be: open orders close 4 already',
    ],
  ] as const)('is none for %s', (_name, position, open, quantity, text) => {
    expect(closingOrder(close(quantity), holding(position, open))).toEqual({
      kind: 'nothing',
      text,
    });
  });

  it('is for no more than the venue says is free', () => {
    const said = holding('-10', []);
    const position = said.position && { ...said.position, availableQuantity: decimal('-3') };
    expect(closingOrder(close(undefined), { ...said, position })).toMatchObject({
      body: { side: 'BUY', quantity: '3' },
    });
  });
});

test('whatever is held and open, a close never asks for more than what is left of the position', () => {
  const amount = fc.integer({ min: 1, max: 500 });
  const opens = fc.array(fc.tuple(fc.constantFrom('BUY', 'SELL'), amount), { maxLength: 4 });
  fc.assert(
    fc.property(amount, fc.boolean(), opens, fc.option(amount), (size, isLong, orders, part) => {
      const held = holding(
        isLong ? `${size}` : `-${size}`,
        orders.map(([side, quantity]) => [side, `${quantity}`, '0'] as const),
      );
      const closing = closingOrder(close(part === null ? undefined : `${part}`), held);
      const side = isLong ? 'SELL' : 'BUY';
      const taken = orders.filter(([way]) => way === side).reduce((sum, [, each]) => sum + each, 0);
      const free = size - taken;
      const wanted = part ?? free;
      if (free <= 0 || wanted > free) expect(closing.kind).toBe('nothing');
      else expect(closing).toMatchObject({ body: { side, quantity: `${wanted}` } });
    }),
  );
});

test('the body reads back from the record as it was noted', () => {
  const closing = closingOrder(close(undefined), holding('10', []));
  if (closing.kind !== 'order') throw new Error('there is a position');
  expect(bodyOf(payloadOf(closing.body))).toEqual(closing.body);
});

test('an order can be the one that a close became only if it is what the intent says', () => {
  const ours = { ...openOrder('SELL', '10', '0'), positionIntent: 'sell_to_close' } as const;
  expect(isClosingOrder(close(undefined), ours)).toBe(true);
  expect(isClosingOrder(close('10.0'), ours)).toBe(true);
  expect(isClosingOrder(close('9'), ours)).toBe(false);
  expect(isClosingOrder(close(undefined), { ...ours, positionIntent: 'sell_to_open' })).toBe(false);
  const limit = orderBodySchema.parse({ ...ours.body, orderType: 'LIMIT', limitPrice: '1' });
  expect(isClosingOrder(close(undefined), { ...ours, body: limit })).toBe(false);
});

function close(quantity: string | undefined): CloseIntent {
  return closeIntentSchema.parse({
    schemaVersion: 1,
    kind: 'close',
    clientOrderId: 'MOM-1RV4K2-000007-d4f8b2c1',
    orderUuid: 'd4f8b2c1-58cc-4372-a567-0e02b2c3d479',
    strategyId: 'MOM',
    accountId: 'ACC-1',
    symbol: 'AAPL',
    createdAtMs: 1_760_000_000_000,
    timeInForce: 'DAY',
    ...(quantity !== undefined && { quantity }),
  });
}

type Open = readonly [side: string, quantity: string, cumQty: string];

function holding(quantity: string | null, open: readonly Open[]) {
  const symbol = symbolSchema.parse('AAPL');
  return {
    position:
      quantity === null
        ? undefined
        : { symbol, quantity: decimal(quantity), avgPx: decimal('100') },
    openOrders: open.map((each) => openOrder(...each)),
  };
}

function openOrder(side: string, quantity: string, cumQty: string): BrokerOrder {
  return {
    brokerOrderId: 'venue-1',
    clientOrderId: 'somebody-else',
    body: orderBodySchema.parse({
      symbol: 'AAPL',
      side,
      quantity,
      orderType: 'MARKET',
      timeInForce: 'DAY',
    }),
    ordStatus: 'NEW',
    cumQty: decimal(cumQty),
  };
}
