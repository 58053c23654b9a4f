import { clientOrderIdSchema, decimal, symbolSchema } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { encodeOrder } from './order-wire.ts';

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
