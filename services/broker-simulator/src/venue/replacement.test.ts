import { decimal } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { FILL_DELAY_MS, MARKET, openVenue, orderOf, RESTING } from '../testing/venue-under-test.ts';
import { NO_TWIST } from './make-order.ts';

/** The two of ten that the first fill leaves open, with a market that has gone away. */
function partlyFilled(under: ReturnType<typeof openVenue>) {
  const { accepted, time } = under;
  for (let number = 0; ; number++) {
    const order = accepted({ ...MARKET, client_order_id: `part-${number}` });
    time.goOn(FILL_DELAY_MS);
    if (order.status === 'partially_filled') return order;
  }
}

test('a new order comes in the place of the old one a step after it was asked for', () => {
  const { accepted, time, venue, account, told, ledger } = openVenue();
  const old = accepted(RESTING);
  time.goOn(FILL_DELAY_MS);
  const body = { qty: '12', limit_price: '91', client_order_id: 'second' };
  const order = orderOf(venue.replace(account, old.id, body));
  expect(order.id).not.toBe(old.id);
  expect(order).toMatchObject({ clientOrderId: 'second', status: 'pending_new', replaces: old });
  expect(order.request).toMatchObject({ qty: '12', limitPrice: '91', side: 'buy' });
  expect(old).toMatchObject({ status: 'pending_replace', replacedBy: null });
  time.goOn(FILL_DELAY_MS);
  expect(old).toMatchObject({ status: 'replaced', replacedBy: order, replacedAt: old.updatedAt });
  expect(order.status).toBe('new');
  expect([...account.open]).toEqual([order]);
  expect(account.buyingPower).toBe('998908');
  expect(told).toEqual([
    'pending_new first pending_new',
    'new first new',
    'pending_replace first pending_replace',
    'pending_new second pending_new',
    'replaced first replaced',
    'new second new',
  ]);
  expect(ledger.after(1, 10)).toMatchObject([
    {
      kind: 'replace-requested',
      clientOrderId: 'second',
      origClientOrderId: 'first',
      brokerOrderId: order.id,
      quantity: '12',
      price: '91',
    },
    { kind: 'replaced', clientOrderId: 'second', origClientOrderId: 'first', cumQty: '0' },
  ]);
});

test('the quantity of a replacement is that of the whole chain, and so is what it shows as filled', () => {
  const under = openVenue();
  const { time, venue, account } = under;
  const old = partlyFilled(under);
  const before = account.positionIn('AAPL').quantity;
  expect(old.filledQty).toBe('5');
  const order = orderOf(venue.replace(account, old.id, { qty: '20' }));
  time.goOn(FILL_DELAY_MS);
  expect(old).toMatchObject({ status: 'replaced', filledQty: '5' });
  expect(order).toMatchObject({ status: 'filled', filledQty: '20' });
  expect(account.fills.at(-1)).toMatchObject({
    quantity: '15',
    cumQty: '20',
    leavesQty: '0',
    order,
  });
  expect(Number(account.positionIn('AAPL').quantity) - Number(before)).toBe(15);
});

test('a replacement with no more than what is filled already is refused', () => {
  const under = openVenue();
  const old = partlyFilled(under);
  expect(under.venue.replace(under.account, old.id, { qty: '5' })).toMatchObject({
    status: 422,
    message: 'qty must be > filled_qty (5)',
  });
});

test('where the old order fills first, the new one is rejected and nothing is bought twice', () => {
  const { accepted, time, venue, account, told, kinds } = openVenue();
  const old = accepted(RESTING);
  time.goOn(FILL_DELAY_MS);
  const body = { qty: '12', client_order_id: 'second' };
  const order = orderOf(venue.replace(account, old.id, body, NO_TWIST, () => true));
  time.goOn(60_000);
  expect(old).toMatchObject({ status: 'filled', replacedBy: null });
  expect(order).toMatchObject({ status: 'rejected', filledQty: '0', failedAt: order.updatedAt });
  expect(account.positionIn('AAPL')).toEqual({ quantity: '10', entryPrice: '90' });
  expect(account.open.size).toBe(0);
  expect(account.buyingPower).toBe(account.cash);
  expect(told.slice(-2)).toEqual(['fill first filled', 'order_replace_rejected second rejected']);
  expect(kinds().slice(-3)).toEqual(['replace-requested', 'fill', 'replace-rejected']);
});

test('where the market refuses the new order, the old one goes on as it was', () => {
  const { accepted, time, venue, account, told, kinds } = openVenue();
  const old = accepted({ ...RESTING, limit_price: '98' });
  time.goOn(FILL_DELAY_MS);
  const twist = { ...NO_TWIST, isRejectedLate: true };
  const body = { qty: '12', client_order_id: 'second' };
  const order = orderOf(venue.replace(account, old.id, body, twist));
  time.goOn(FILL_DELAY_MS);
  expect([old.status, order.status]).toEqual(['new', 'rejected']);
  expect(account.buyingPower).toBe('999020');
  expect(told.at(-1)).toBe('order_replace_rejected second rejected');
  expect(kinds()).toEqual(['accepted', 'replace-requested', 'replace-rejected']);
  time.goOn(60_000);
  expect(old).toMatchObject({ status: 'filled', filledQty: '10', replacedBy: null });
});

test('an order that is canceled while it is being replaced is not replaced', () => {
  const { accepted, time, venue, account } = openVenue();
  const old = accepted(RESTING);
  time.goOn(FILL_DELAY_MS);
  const order = orderOf(venue.replace(account, old.id, { qty: '12' }));
  venue.cancel(account, old.id);
  time.goOn(60_000);
  expect([old.status, order.status]).toEqual(['canceled', 'rejected']);
  expect(account.buyingPower).toBe('1000000');
});

test('a replacement can be canceled before it is there', () => {
  const { accepted, time, venue, account } = openVenue();
  const old = accepted(RESTING);
  time.goOn(FILL_DELAY_MS);
  const order = orderOf(venue.replace(account, old.id, { qty: '12' }));
  venue.cancel(account, order.id);
  time.goOn(60_000);
  expect([old.status, order.status]).toEqual(['replaced', 'canceled']);
  expect(account.buyingPower).toBe('1000000');
});

test('a replacement is refused in every state but new and partly filled', () => {
  const { accepted, time, venue, account } = openVenue();
  const order = accepted(RESTING);
  const message = () => {
    const result = venue.replace(account, order.id, { qty: '12' });
    return 'message' in result ? result.message : result.status;
  };
  expect(message()).toBe("unable to replace order, order isn't sent to exchange yet");
  time.goOn(FILL_DELAY_MS);
  expect(message()).toBe('pending_new');
  expect(message()).toBe('unable to replace order, order is in "pending_replace" state');
  venue.cancel(account, order.id);
  expect(message()).toBe('unable to replace order, order is in "pending_cancel" state');
  time.goOn(FILL_DELAY_MS);
  expect(message()).toBe('order is already in "canceled" state');
});

test.each<[string, object, string]>([
  ['nothing new', { client_order_id: 'x' }, 'order parameters are not changed'],
  ['a trail only', { trail: '1' }, 'order parameters are not changed'],
  [
    'an id that is taken',
    { qty: '12', client_order_id: 'first' },
    'client_order_id must be unique',
  ],
  ['no price', { limit_price: 'ten' }, 'request body format is invalid'],
  ['part of a share', { qty: '10.5' }, 'qty of fractional orders cannot be changed'],
  ['a stop', { time_in_force: 'never' }, 'invalid time_in_force'],
  ['no list', [], 'request body format is invalid'],
  ['more than there is money for', { qty: '20000' }, 'insufficient buying power'],
])('a replacement with %s is refused, and the order stays as it is', (_what, body, message) => {
  const { accepted, time, venue, account } = openVenue();
  const order = accepted(RESTING);
  time.goOn(FILL_DELAY_MS);
  expect(venue.replace(account, order.id, body)).toMatchObject({ message });
  expect(order.status).toBe('new');
  expect(account.orders).toHaveLength(1);
});

test('an order for an amount of money cannot be replaced', () => {
  const { accepted, venue, account, time } = openVenue();
  const order = accepted({ ...MARKET, qty: null, notional: '1000' });
  order.firstFillQty = decimal('1');
  time.goOn(FILL_DELAY_MS);
  expect(order.status).toBe('partially_filled');
  expect(venue.replace(account, order.id, { qty: '12' })).toMatchObject({
    message: 'notional orders cannot be replaced',
  });
});

test('while an order is being replaced the dearer of the two is held back, and not both', () => {
  const { accepted, time, venue, account } = openVenue({ cash: decimal('1000') });
  const old = accepted(RESTING);
  time.goOn(FILL_DELAY_MS);
  expect(account.buyingPower).toBe('100');
  orderOf(venue.replace(account, old.id, { limit_price: '95' }));
  expect(account.buyingPower).toBe('50');
  time.goOn(FILL_DELAY_MS);
  expect(account.buyingPower).toBe('50');
});
