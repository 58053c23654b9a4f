import { expect, test } from 'vitest';
import { MARKET, openVenue, RESTING } from '../testing/venue-under-test.ts';

const SESSION_MS = 60_000;

test('orders for the day expire at the end of the session, and others do not', () => {
  const { accepted, time, venue, account, told, kinds } = openVenue({ sessionMs: SESSION_MS });
  const day = accepted(RESTING);
  const gtc = accepted({ ...RESTING, client_order_id: 'second', time_in_force: 'gtc' });
  const ended = venue.session.endsAtMs();
  expect(ended).toBe((Math.floor(time.nowMs() / SESSION_MS) + 1) * SESSION_MS);
  expect(day.expiresAt).toBe('2026-11-20T15:31:00.000000000Z');
  time.goOn(SESSION_MS - 1);
  expect(day.status).toBe('new');
  time.goOn(1);
  expect(day).toMatchObject({ status: 'expired', expiredAt: day.updatedAt });
  expect(gtc).toMatchObject({ status: 'new', expiresAt: null });
  expect(account.buyingPower).toBe('999100');
  expect(told.at(-1)).toBe('expired first expired');
  expect(kinds()).toEqual(['accepted', 'accepted', 'expired']);
});

test('each session ends for its own orders', () => {
  const { accepted, time } = openVenue({ sessionMs: SESSION_MS });
  accepted(RESTING);
  time.goOn(SESSION_MS + 1);
  const next = accepted({ ...RESTING, client_order_id: 'second' });
  time.goOn(SESSION_MS - 2);
  expect(next.status).toBe('new');
  time.goOn(1);
  expect(next.status).toBe('expired');
});

test('a filled order does not expire', () => {
  const { accepted, time } = openVenue({ sessionMs: SESSION_MS });
  const order = accepted(MARKET);
  time.goOn(2 * SESSION_MS);
  expect(order.status).toBe('filled');
});

test('without a length no session ends', () => {
  const { accepted, time, venue } = openVenue();
  const order = accepted(RESTING);
  time.goOn(20 * SESSION_MS);
  expect(order).toMatchObject({ status: 'new', expiresAt: null });
  expect(venue.session.endsAtMs()).toBeNull();
});
