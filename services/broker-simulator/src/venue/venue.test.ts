import { accountIdSchema, decimal } from '@orderonce/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { Ledger } from '../ledger/ledger.ts';
import { PricePath, TICK_MS } from '../market/price-path.ts';
import { Draw } from '../seed/draw.ts';
import { TimeInHand } from '../testing/time-in-hand.ts';
import { Stamps } from '../wire/stamps.ts';
import { Account } from './account.ts';
import { NO_TWIST } from './make-order.ts';
import type { Order } from './order.ts';
import { isRefusal } from './refusal.ts';
import { Venue, type VenueOptions } from './venue.ts';
import { ALPACA_RULES } from './venue-rules.ts';

const FILL_DELAY_MS = 20;
const BEGIN_MS = Date.UTC(2026, 10, 20, 15, 30);

let time: TimeInHand;
let ledger: Ledger;
let prices: PricePath;
let venue: Venue;
let account: Account;

function open(more: Partial<VenueOptions> = {}, cash = '1000000', canShort = true): void {
  time = new TimeInHand();
  ledger = new Ledger();
  const draw = new Draw('1');
  prices = new PricePath(draw, new Map([['AAPL', decimal('100')]]));
  venue = new Venue({
    ...{ runtime: time, ledger, prices, draw, stamps: new Stamps() },
    fillDelayMs: FILL_DELAY_MS,
    events: { publish: () => undefined },
    rules: ALPACA_RULES,
    sessionMs: null,
    symbols: null,
    ...more,
  });
  account = new Account({
    accountId: accountIdSchema.parse('paper-1'),
    keyId: 'key',
    secretKey: 'secret',
    cash: decimal(cash),
    canShort,
  });
}

const market = { symbol: 'AAPL', qty: '10', side: 'buy', type: 'market', time_in_force: 'day' };
const limit = (price: string, more = {}) => ({
  ...market,
  type: 'limit',
  limit_price: price,
  ...more,
});

function accepted(body: object): Order {
  const result = venue.submit(account, body);
  if (isRefusal(result)) throw new Error(result.message);
  return result;
}

const kinds = () => ledger.after(0, 100).map((entry) => entry.kind);
const position = () => account.positionIn('AAPL').quantity;

beforeEach(() => open());

describe('fills', () => {
  test('a market order fills a step after it was accepted, and its fills add up', () => {
    const orders = Array.from({ length: 20 }, () => accepted(market));
    expect(orders.every((order) => order.status === 'pending_new')).toBe(true);
    time.goOn(FILL_DELAY_MS);
    expect(orders.every((order) => order.filledQty !== '0')).toBe(true);
    time.goOn(FILL_DELAY_MS);
    expect(orders.every((order) => order.status === 'filled')).toBe(true);
    expect(position()).toBe('200');
    const perOrder = orders.map(
      (order) => account.fills.filter((fill) => fill.order === order).length,
    );
    expect(new Set(perOrder)).toEqual(new Set([1, 2]));
  });

  test('a limit order that the market does not reach rests, and fills when it does', () => {
    const now = prices.priceAt('AAPL', BEGIN_MS);
    const order = accepted(limit('98', { qty: '1' }));
    expect(Number(now)).toBeGreaterThan(98);
    time.goOn(FILL_DELAY_MS);
    expect(order.status).toBe('new');
    time.goOn(600 * TICK_MS);
    expect(order.status).toBe('filled');
    expect(Number(account.fills[0]?.price)).toBeLessThanOrEqual(98);
  });

  test('a limit order that the market never reaches stays open', () => {
    const order = accepted(limit('90'));
    time.goOn(700 * TICK_MS);
    expect(order.status).toBe('new');
    expect(account.open.size).toBe(1);
  });

  test('a stop order waits for its stop, and then takes the market', () => {
    const order = accepted({ ...market, type: 'stop', stop_price: '102', qty: '1' });
    time.goOn(FILL_DELAY_MS);
    expect(order.status).toBe('new');
    time.goOn(600 * TICK_MS);
    expect(order.status).toBe('filled');
    expect(Number(account.fills[0]?.price)).toBeGreaterThanOrEqual(102);
  });

  test('an order for now or never ends when the market is not as good', () => {
    const order = accepted(limit('90', { time_in_force: 'ioc' }));
    time.goOn(FILL_DELAY_MS);
    expect(order.status).toBe('canceled');
    expect(kinds()).toEqual(['accepted', 'canceled']);
  });

  test('the same seed and time give the same fills', () => {
    const run = () => {
      open();
      for (let number = 0; number < 5; number++)
        accepted({ ...market, client_order_id: `o${number}` });
      time.goOn(1_000);
      return ledger.after(0, 100);
    };
    expect(run()).toEqual(run());
    expect(ledger.countOf('fill')).toBeGreaterThanOrEqual(5);
  });
});

describe('cancels', () => {
  test('an open order is canceled a step later, and does not fill after', () => {
    const order = accepted(limit('98'));
    time.goOn(FILL_DELAY_MS);
    expect(venue.cancel(account, order.id)).toBe(order);
    expect(order.status).toBe('pending_cancel');
    time.goOn(600 * TICK_MS);
    expect(order.status).toBe('canceled');
    expect(kinds()).toEqual(['accepted', 'cancel-requested', 'canceled']);
    expect(account.buyingPower).toBe('1000000');
  });

  test('an order that was never filled can be canceled before it is new', () => {
    const order = accepted(market);
    venue.cancel(account, order.id);
    time.goOn(1_000);
    expect(order.status).toBe('canceled');
    expect(position()).toBe('0');
  });

  test('a filled order cannot be canceled, a canceled one can again', () => {
    const filled = accepted({ ...market, qty: '1' });
    time.goOn(1_000);
    expect(venue.cancel(account, filled.id)).toMatchObject({
      status: 422,
      code: 42210000,
      message: 'order is already in "filled" state',
    });
    const canceled = accepted(limit('90'));
    venue.cancel(account, canceled.id);
    time.goOn(1_000);
    expect(venue.cancel(account, canceled.id)).toBe(canceled);
    expect(ledger.countOf('cancel-requested')).toBe(1);
  });
});

describe('repeated ids', () => {
  const order = { ...market, client_order_id: 'mine' };

  test('are refused for ever', () => {
    accepted(order);
    time.goOn(1_000);
    expect(venue.submit(account, order)).toMatchObject({
      status: 422,
      code: 40010001,
      message: 'client_order_id must be unique',
    });
    expect(ledger.countOf('accepted')).toBe(1);
    expect(ledger.countOf('refused-duplicate')).toBe(1);
  });

  test('make a second order where they are accepted, and the first keeps the name', () => {
    open({ rules: { ...ALPACA_RULES, repeatedIds: 'accept' } });
    const first = accepted(order);
    const second = accepted(order);
    time.goOn(1_000);
    expect(second.id).not.toBe(first.id);
    expect(position()).toBe('20');
    expect(venue.findByClientOrderId(account, 'mine')).toBe(first);
  });
});

describe('what the account can afford', () => {
  test('a buy beyond the buying power is refused, and an order that rests takes some of it', () => {
    open({}, '1000');
    accepted(limit('90', { qty: '6' }));
    expect(venue.submit(account, limit('90', { qty: '6' }))).toEqual({
      status: 403,
      code: 40310000,
      message: 'insufficient buying power',
      details: { buying_power: '460', cost_basis: '540' },
    });
    expect(kinds()).toEqual(['accepted', 'rejected']);
  });

  test('who may not go short sells only what is there and not promised', () => {
    open({}, '1000000', false);
    accepted(market);
    time.goOn(1_000);
    accepted(limit('200', { side: 'sell', qty: '4' }));
    expect(venue.submit(account, { ...market, side: 'sell', qty: '7' })).toEqual({
      status: 403,
      code: 40310000,
      message: 'insufficient qty available for order (requested: 7, available: 6)',
      details: { available: '6', existing_qty: '10', held_for_orders: '4', symbol: 'AAPL' },
    });
  });

  test('cash is what the fills left of it, to the last digit', () => {
    accepted({ ...market, qty: '0.333333333' });
    time.goOn(1_000);
    const paid = account.fills.map(({ price, quantity }) => [price, quantity]);
    expect(paid).toEqual([['100.55', '0.333333333']]);
    expect(account.cash).toBe('999966.48333336685');
    expect(account.buyingPower).toBe(account.cash);
  });
});

test('only listed symbols exist where symbols are listed', () => {
  open({ symbols: new Set(['AAPL']) });
  accepted(market);
  expect(venue.submit(account, { ...market, symbol: 'MSFT' })).toMatchObject({
    code: 42210000,
    message: 'asset "MSFT" not found',
  });
});

test('a hidden order is found only later', () => {
  const result = venue.submit(
    account,
    { ...market, client_order_id: 'mine' },
    { ...NO_TWIST, hideMs: 500 },
  );
  expect(venue.findByClientOrderId(account, 'mine')).toBeUndefined();
  time.goOn(499);
  expect(venue.findByClientOrderId(account, 'mine')).toBeUndefined();
  time.goOn(1);
  expect(venue.findByClientOrderId(account, 'mine')).toBe(result);
});
