import { expect, test } from 'vitest';
import { readOrderRequest } from './order-request.ts';

const limit = {
  symbol: 'AAPL',
  qty: '10',
  side: 'buy',
  type: 'limit',
  time_in_force: 'day',
  limit_price: '178.50',
};
const market = { ...limit, type: 'market', limit_price: undefined };

test('a limit order is read to the letter', () => {
  expect(readOrderRequest({ ...limit, client_order_id: 'mine', extended_hours: true })).toEqual({
    symbol: 'AAPL',
    qty: '10',
    notional: null,
    side: 'buy',
    type: 'limit',
    timeInForce: 'day',
    limitPrice: '178.50',
    stopPrice: null,
    extendedHours: true,
    positionIntent: null,
    clientOrderId: 'mine',
  });
});

test('amounts may be JSON numbers, and what is null counts as absent', () => {
  const numbers = {
    ...market,
    qty: 0.5,
    limit_price: null,
    stop_price: null,
    client_order_id: null,
  };
  expect(readOrderRequest(numbers)).toMatchObject({ qty: '0.5', clientOrderId: null });
});

test.each<[string, unknown, number, number, string]>([
  ['no JSON', undefined, 400, 40010000, 'request body format is invalid'],
  ['a list', [limit], 400, 40010000, 'request body format is invalid'],
  ['no symbol', { ...limit, symbol: '' }, 422, 40010001, 'symbol is required'],
  ['no quantity', { ...limit, qty: null }, 422, 40010001, 'qty or notional is required'],
  [
    'a word for a quantity',
    { ...limit, qty: 'ten' },
    400,
    40010000,
    'request body format is invalid',
  ],
  ['no shares', { ...limit, qty: '0' }, 422, 40010001, 'qty must be > 0'],
  [
    'too fine a quantity',
    { ...market, qty: '0.0000000001' },
    422,
    40010001,
    'qty must be limited to 9 decimal places',
  ],
  ['an odd side', { ...limit, side: 'BUY' }, 422, 40010001, 'invalid side'],
  ['an odd type', { ...limit, type: 'LIMIT' }, 422, 40010001, 'invalid order type'],
  [
    'an odd time in force',
    { ...limit, time_in_force: 'iok' },
    422,
    40010001,
    'invalid time_in_force',
  ],
  [
    'a market order with a price',
    { ...limit, type: 'market' },
    422,
    40010001,
    'market orders require no stop or limit price',
  ],
  [
    'a limit order without one',
    { ...limit, limit_price: null },
    422,
    40010001,
    'limit orders require a limit price',
  ],
  [
    'a stop order without one',
    { ...market, type: 'stop' },
    422,
    40010001,
    'stop orders require a stop price',
  ],
  [
    'a stop limit order with half',
    { ...limit, type: 'stop_limit' },
    422,
    40010001,
    'stop limit orders require both stop and limit price',
  ],
  ['a price of nothing', { ...limit, limit_price: '0' }, 422, 40010001, 'limit price must be > 0'],
  [
    'a part of a cent',
    { ...limit, limit_price: '41.085' },
    422,
    42210000,
    'invalid limit_price 41.085. sub-penny increment does not fulfill minimum pricing criteria',
  ],
  [
    'shares in parts, not for the day',
    { ...limit, qty: '1.5', time_in_force: 'gtc' },
    422,
    42210000,
    'fractional orders must be DAY orders',
  ],
  [
    'crypto for the day',
    { ...limit, symbol: 'BTC/USD' },
    422,
    42210000,
    'invalid crypto time_in_force',
  ],
  [
    'extended hours at market',
    { ...market, extended_hours: true },
    422,
    40010001,
    'only type="limit" is allowed for extended hours orders',
  ],
  [
    'too long an id',
    { ...limit, client_order_id: 'x'.repeat(129) },
    422,
    40010001,
    'client_order_id must be no more than 128 characters',
  ],
  [
    'a bracket',
    { ...limit, order_class: 'bracket' },
    422,
    42210000,
    'order_class bracket is not simulated',
  ],
  [
    'an amount of money beside a quantity',
    { ...market, notional: '100' },
    422,
    40010001,
    'only one of qty or notional is accepted',
  ],
  [
    'an amount of money with a limit',
    { ...limit, qty: null, notional: '100' },
    422,
    42210000,
    'notional orders must be market DAY orders',
  ],
  [
    'an amount of money that stays beyond the day',
    { ...market, qty: null, notional: '100', time_in_force: 'gtc' },
    422,
    42210000,
    'notional orders must be market DAY orders',
  ],
  [
    'a part of a cent',
    { ...market, qty: null, notional: '100.001' },
    422,
    40010001,
    'notional amount must be limited to 2 decimal places',
  ],
  [
    'less than a dollar',
    { ...market, qty: null, notional: '0.99' },
    403,
    40310000,
    'cost basis must be >= minimal amount of order 1',
  ],
  ['no money', { ...market, qty: null, notional: '-5' }, 422, 40010001, 'notional must be > 0'],
  [
    'an unknown position intent',
    { ...market, position_intent: 'buy' },
    422,
    40010001,
    'invalid position_intent',
  ],
  [
    'a position intent of the other side',
    { ...market, position_intent: 'sell_to_close' },
    422,
    40010001,
    'invalid position_intent',
  ],
])('%s is refused as the venue would', (_what, body, status, code, message) => {
  expect(readOrderRequest(body)).toEqual({ status, code, message });
});

test('money may stand in place of a quantity, and trail fields beside other orders are passed over', () => {
  const money = { ...market, qty: null, notional: '100.50', trail_price: '1', trail_percent: '2' };
  expect(readOrderRequest(money)).toMatchObject({ qty: '0', notional: '100.50' });
});

test.each(['41.0850', '41.08500'])('zeros after the cent do not matter: %s', (price) => {
  const isRefused = 'status' in readOrderRequest({ ...limit, limit_price: price });
  expect(isRefused).toBe(true);
  expect(readOrderRequest({ ...limit, limit_price: '41.0800' })).toMatchObject({
    limitPrice: '41.0800',
  });
});

test('below a dollar hundredths of a cent are fine', () => {
  expect(readOrderRequest({ ...limit, limit_price: '0.6013' })).toMatchObject({
    limitPrice: '0.6013',
  });
});
