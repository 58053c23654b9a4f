import { accountIdSchema, type OrderOutcome } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { acceptance, cancelAcceptance } from '../testing/acceptance.ts';
import { ACCOUNT } from '../testing/account-under-test.ts';
import { BoundedMap } from './bounded-map.ts';
import { KnownOrders } from './known-orders.ts';

const knownOrders = () =>
  new KnownOrders({ accountId: ACCOUNT, checkEveryMs: 1_000, maxRemembered: 10 });
const dueIds = (known: KnownOrders, nowMs: number, max = 10) =>
  known.due(nowMs, max).map(({ brokerOrderId }) => brokerOrderId);

const end = (
  execType: 'TRADE' | 'CANCELED' | 'EXPIRED' | 'REPLACED',
  id: string,
): OrderOutcome => ({
  ...acceptance(1, id),
  execType,
  ordStatus: execType === 'TRADE' ? 'FILLED' : execType,
});

test('an accepted order is due after a while, and again after each look', () => {
  const known = knownOrders();
  known.note(acceptance(1, 'venue-1'), 0);
  expect([dueIds(known, 999), dueIds(known, 1_000)]).toEqual([[], ['venue-1']]);
  known.checked('venue-1', false, 1_500);
  expect([dueIds(known, 2_499), dueIds(known, 2_500)]).toEqual([[], ['venue-1']]);
});

test('an order is due at once when a cancel of it was accepted, and as long as it is about to end', () => {
  const known = knownOrders();
  known.note(acceptance(1, 'venue-1'), 0);
  known.note(cancelAcceptance(2, 1, 'venue-1'), 10);
  expect(dueIds(known, 10)).toEqual(['venue-1']);
  known.checked('venue-1', true, 20);
  expect(dueIds(known, 20)).toEqual(['venue-1']);
});

test('those come first that have waited longest, and not more than asked for', () => {
  const known = knownOrders();
  known.note(acceptance(2, 'venue-2'), 5);
  known.note(acceptance(1, 'venue-1'), 0);
  known.note(acceptance(3, 'venue-3'), 9);
  expect(dueIds(known, 2_000, 2)).toEqual(['venue-1', 'venue-2']);
});

test.each(['TRADE', 'CANCELED', 'EXPIRED', 'REPLACED'] as const)(
  'after %s ended it an order is looked at no more, also when its acceptance comes later or again',
  (execType) => {
    const known = knownOrders();
    known.note(acceptance(1, 'venue-1'), 0);
    known.note(end(execType, 'venue-1'), 1);
    known.note(end(execType, 'venue-2'), 1);
    known.note(acceptance(2, 'venue-2'), 2);
    known.note(acceptance(1, 'venue-1'), 3);
    expect(dueIds(known, 10_000)).toEqual([]);
    expect(known.facts('venue-1')?.quantity).toBe('10');
    expect(known.facts('venue-2')?.quantity).toBe('10');
  },
);

test('a part fill does not end an order', () => {
  const known = knownOrders();
  known.note(acceptance(1, 'venue-1'), 0);
  known.note({ ...end('TRADE', 'venue-1'), ordStatus: 'PARTIALLY_FILLED' }, 1);
  expect(dueIds(known, 10_000)).toEqual(['venue-1']);
});

test('the acceptance of a cancel is not taken for an order', () => {
  const known = knownOrders();
  known.note(cancelAcceptance(2, 1, 'venue-1'), 0);
  expect(known.facts('venue-1')).toBeUndefined();
  expect(dueIds(known, 10_000)).toEqual([]);
});

test('other accounts’ orders are not this one’s', () => {
  const known = knownOrders();
  known.note({ ...acceptance(1, 'venue-1'), accountId: accountIdSchema.parse('acct-2') }, 0);
  expect(known.facts('venue-1')).toBeUndefined();
});

test('a bounded map forgets what was set longest ago', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  map.set('c', 4);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([3, undefined, 4]);
});
