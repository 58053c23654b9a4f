import { decimal } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { MARKET, openVenue, orderOf, RESTING } from '../testing/venue-under-test.ts';
import { closePosition } from './close-position.ts';

const bought = (qty: string, side = 'buy') => {
  const under = openVenue();
  under.accepted({ ...MARKET, qty, side });
  under.time.goOn(1_000);
  return under;
};

test('a long position is closed by a sell under an id of the venue', () => {
  const { venue, account, time } = bought('10');
  const order = orderOf(closePosition(venue, account, 'AAPL'));
  expect(order.request).toMatchObject({ side: 'sell', qty: '10', type: 'market' });
  expect(order.positionIntent).toBe('sell_to_close');
  expect(order.clientOrderId).toMatch(/^[0-9a-f-]{36}$/);
  time.goOn(1_000);
  expect(account.positions.size).toBe(0);
});

test('a short position is closed by a buy', () => {
  const { venue, account } = bought('10', 'sell');
  const order = orderOf(closePosition(venue, account, 'AAPL'));
  expect(order.request).toMatchObject({ side: 'buy', qty: '10' });
  expect(order.positionIntent).toBe('buy_to_close');
});

test('a part is closed by quantity or percentage, and what is being closed not again', () => {
  const { venue, account } = bought('10');
  const part = orderOf(closePosition(venue, account, 'AAPL', { qty: decimal('3') }));
  expect(part.request.qty).toBe('3');
  const half = orderOf(closePosition(venue, account, 'AAPL', { percentage: decimal('50') }));
  expect(half.request.qty).toBe('5');
  expect(closePosition(venue, account, 'AAPL')).toEqual({
    status: 403,
    code: 40310000,
    message: 'insufficient qty available for order (requested: 10, available: 2)',
    details: { available: '2', existing_qty: '10', held_for_orders: '8', symbol: 'AAPL' },
  });
});

test('where there is no position there is nothing to close', () => {
  const { venue, account } = openVenue();
  expect(closePosition(venue, account, 'AAPL')).toEqual({
    status: 404,
    code: 40410000,
    message: 'position does not exist',
  });
});

test.each([
  ['sell', 'sell_to_close', '10', null],
  [
    'sell',
    'sell_to_close',
    '11',
    'insufficient qty available for order (requested: 11, available: 10)',
  ],
  [
    'sell',
    'sell_to_open',
    '1',
    'position intent mismatch, inferred: sell_to_close, specified: sell_to_open',
  ],
  [
    'buy',
    'buy_to_close',
    '1',
    'position intent mismatch, inferred: buy_to_open, specified: buy_to_close',
  ],
  ['buy', 'buy_to_open', '1', null],
])('ten shares long, %s as %s of %s meets %s', (side, intent, qty, message) => {
  const { venue, account } = bought('10');
  const body = { ...MARKET, side, qty, position_intent: intent, client_order_id: 'second' };
  const result = venue.submit(account, body);
  if (message === null) expect(result).toMatchObject({ positionIntent: intent });
  else expect(result).toMatchObject({ message });
});

test('an order for an amount of money buys what it is worth at the moment', () => {
  const { accepted, time, account, prices } = openVenue();
  const price = prices.priceAt('AAPL', time.nowMs());
  const order = accepted({ ...MARKET, qty: null, notional: '1000' });
  expect(account.buyingPower).toBe('999000');
  expect(Number(order.request.qty) * Number(price)).toBeCloseTo(1_000, 5);
  time.goOn(1_000);
  expect(order.status).toBe('filled');
  expect(order.filledQty).toBe(order.request.qty);
});

test('what open orders are about to sell is not available, until their cancelling is asked for', () => {
  const { accepted, account, venue } = bought('10');
  const rest = { ...RESTING, side: 'sell', limit_price: '200', qty: '4' };
  const order = accepted({ ...rest, client_order_id: 'second' });
  expect(account.heldQty('AAPL')).toBe('4');
  venue.cancel(account, order.id);
  expect(account.heldQty('AAPL')).toBe('0');
});
