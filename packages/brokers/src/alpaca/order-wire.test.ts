import { clientOrderIdSchema, decimal, type OrderBody, symbolSchema } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { decodeOrder, encodeOrder, encodeReplace } from './order-wire.ts';

const clientOrderId = clientOrderIdSchema.parse('MOM-1RV4K2-000001-a3f8b2c1');
const IDS = { maxLength: 128, charset: 'printable' } as const;
const symbol = symbolSchema.parse('BTC/USD');

test('a stop limit order goes out in the words of Alpaca, amounts to the letter', () => {
  const json = encodeOrder(
    {
      clientOrderId,
      order: {
        symbol,
        side: 'SELL',
        quantity: decimal('0.000000010'),
        orderType: 'STOP_LIMIT',
        limitPrice: decimal('123456789.12'),
        stopPrice: decimal('123456790.00'),
        timeInForce: 'GTC',
      },
    },
    IDS,
  );
  expect(JSON.parse(json)).toEqual({
    symbol: 'BTC/USD',
    qty: '0.000000010',
    side: 'sell',
    type: 'stop_limit',
    time_in_force: 'gtc',
    limit_price: '123456789.12',
    stop_price: '123456790.00',
    client_order_id: 'MOM-1RV4K2-000001-a3f8b2c1',
  });
});

test('a market order goes out without prices', () => {
  const json = encodeOrder(
    {
      clientOrderId,
      order: {
        symbol,
        side: 'BUY',
        quantity: decimal('10'),
        orderType: 'MARKET',
        timeInForce: 'DAY',
      },
    },
    IDS,
  );
  expect(json).not.toContain('price');
});

test('where only letters and digits are taken, ids go out so, and come back as we made them', () => {
  const ids = { maxLength: 32, charset: 'letters-and-digits' } as const;
  const order: OrderBody = {
    symbol,
    side: 'SELL',
    quantity: decimal('10'),
    orderType: 'LIMIT',
    limitPrice: decimal('99.5'),
    timeInForce: 'GTC',
  };
  const placed = encodeOrder({ clientOrderId, order, positionIntent: 'sell_to_close' }, ids);
  expect(JSON.parse(placed)).toMatchObject({
    position_intent: 'sell_to_close',
    client_order_id: 'MOM1RV4K2000001a3f8b2c1',
  });
  const wire = { ...JSON.parse(placed), id: 'b-1', status: 'new', filled_qty: '0' };
  expect(decodeOrder(JSON.stringify(wire), { ids, notice: () => {} })).toMatchObject({
    ...{ clientOrderId, positionIntent: 'sell_to_close', body: order },
  });
});

test('a replace says what can be replaced, under an id of its own', () => {
  const order: OrderBody = {
    symbol,
    side: 'SELL',
    quantity: decimal('12'),
    orderType: 'STOP',
    stopPrice: decimal('88'),
    timeInForce: 'DAY',
  };
  expect(JSON.parse(encodeReplace({ brokerOrderId: 'b-1', clientOrderId, order }, IDS))).toEqual({
    ...{ qty: '12', time_in_force: 'day', stop_price: '88' },
    client_order_id: 'MOM-1RV4K2-000001-a3f8b2c1',
  });
});
