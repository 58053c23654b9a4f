import { describe, expect, test } from 'vitest';
import { FILL_DELAY_MS, MARKET, openVenue, RESTING } from '../testing/venue-under-test.ts';
import { NO_TWIST } from './make-order.ts';

const DUPLICATE = { status: 422, code: 40010001, message: 'client_order_id must be unique' };

describe('a repeated id', () => {
  test('is refused while its order is open, and is free afterwards', () => {
    const { accepted, venue, account, time, kinds } = openVenue({
      rules: { repeatedIds: 'refuse-while-open' },
    });
    const first = accepted(RESTING);
    expect(venue.submit(account, RESTING)).toEqual(DUPLICATE);
    venue.cancel(account, first.id);
    time.goOn(FILL_DELAY_MS);
    const second = accepted(RESTING);
    expect(second.id).not.toBe(first.id);
    expect(venue.findByClientOrderId(account, 'first')).toBe(second);
    expect(kinds().filter((kind) => kind === 'refused-duplicate')).toHaveLength(1);
  });

  test('is answered with the order that exists, and none is made', () => {
    const { accepted, venue, account, time, kinds } = openVenue({
      rules: { repeatedIds: 'return-existing' },
    });
    const first = accepted(MARKET);
    time.goOn(1_000);
    expect(venue.submit(account, { ...MARKET, qty: '99' })).toBe(first);
    expect(account.orders).toEqual([first]);
    expect(kinds().at(-1)).toBe('returned-existing');
  });

  test('modifies the order while it is open, and is refused afterwards', () => {
    const { accepted, venue, account, time, told } = openVenue({
      rules: { repeatedIds: 'modify' },
    });
    const order = accepted(RESTING);
    time.goOn(FILL_DELAY_MS);
    const dearer = { ...RESTING, qty: '12', limit_price: '200' };
    expect(venue.submit(account, dearer)).toBe(order);
    expect(account.buyingPower).toBe('997600');
    expect(told.at(-1)).toBe('restated first new');
    time.goOn(1_000);
    expect(order).toMatchObject({ status: 'filled', filledQty: '12' });
    expect(venue.submit(account, dearer)).toEqual(DUPLICATE);
    expect(account.orders).toHaveLength(1);
  });

  test.each([
    [{ ...RESTING, side: 'sell' }, 'a client_order_id can modify only quantity and prices'],
    [{ ...RESTING, symbol: 'MSFT' }, 'a client_order_id can modify only quantity and prices'],
    [{ ...RESTING, qty: '20000' }, 'insufficient buying power'],
  ])('modifies nothing with %o', (body, message) => {
    const { accepted, venue, account } = openVenue({ rules: { repeatedIds: 'modify' } });
    const order = accepted(RESTING);
    expect(venue.submit(account, body)).toMatchObject({ message });
    expect(order.request).toMatchObject({ qty: '10', limitPrice: '90', side: 'buy' });
  });
});

test.each([
  ['abc123', true],
  ['A'.repeat(32), true],
  ['A'.repeat(33), false],
  ['MOM-1RV4K2-000001-a3f8b2c1', false],
])('where ids are letters and digits %s is taken: %s', (id, isTaken) => {
  const { venue, account } = openVenue({ rules: { idForm: 'alphanumeric-32' } });
  const result = venue.submit(account, { ...RESTING, client_order_id: id });
  if (isTaken) expect(result).toMatchObject({ clientOrderId: id });
  else expect(result).toMatchObject({ status: 422, code: 40010001 });
});

test('orders begin as accepted where live accounts do, and cannot be replaced then', () => {
  const { accepted, venue, account, told, time } = openVenue({
    rules: { firstStatus: 'accepted' },
  });
  const order = accepted(RESTING);
  expect(told).toEqual(['accepted first accepted']);
  expect(venue.replace(account, order.id, { qty: '12' })).toMatchObject({
    message: "unable to replace order, order isn't sent to exchange yet",
  });
  time.goOn(FILL_DELAY_MS);
  expect(order.status).toBe('new');
});

describe('on purpose', () => {
  test('an order is rejected a step after it was accepted', () => {
    const { venue, account, time, told, kinds } = openVenue();
    venue.submit(account, MARKET, { ...NO_TWIST, isRejectedLate: true });
    time.goOn(60_000);
    expect(account.orders[0]).toMatchObject({ status: 'rejected', filledQty: '0' });
    expect(told).toEqual(['pending_new first pending_new', 'rejected first rejected']);
    expect(kinds()).toEqual(['accepted', 'rejected-late']);
    expect(account.buyingPower).toBe('1000000');
  });

  test('an id is forgotten, so that it can make a second order', () => {
    const { venue, account, time, accepted, kinds } = openVenue();
    venue.submit(account, RESTING, { ...NO_TWIST, forgetAfterMs: 500 });
    time.goOn(499);
    expect(venue.submit(account, RESTING)).toEqual(DUPLICATE);
    time.goOn(1);
    expect(venue.findByClientOrderId(account, 'first')).toBeUndefined();
    const second = accepted(RESTING);
    expect(account.orders).toHaveLength(2);
    expect(second.id).not.toBe(account.orders[0]?.id);
    expect(kinds()).toContain('id-forgotten');
  });

  test('an order fills after its cancelling was taken', () => {
    const { venue, account, time, accepted, told, kinds } = openVenue();
    const order = accepted(RESTING);
    time.goOn(FILL_DELAY_MS);
    venue.cancel(account, order.id, () => true);
    expect(order.status).toBe('pending_cancel');
    time.goOn(60_000);
    expect(order).toMatchObject({ status: 'filled', canceledAt: null });
    expect(told.slice(-2)).toEqual(['fill first filled', 'order_cancel_rejected first filled']);
    expect(kinds()).toEqual(['accepted', 'cancel-requested', 'fill', 'cancel-rejected']);
  });
});
