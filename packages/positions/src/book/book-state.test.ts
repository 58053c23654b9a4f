import type { Outcome } from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accepted, outcome, trade } from '../testing/index.ts';
import { BookState } from './book-state.ts';
import { changeExposures, exposureOf, NO_EXPOSURES } from './exposure.ts';

const FIRST = 'MOM-1RV4K2-000001-a3f8b2c1';
const NEXT = 'MOM-1RV4K2-000002-00000002';
const body = { symbol: 'AAPL', side: 'BUY', quantity: '12', orderType: 'MARKET' };
const replacement = { clientOrderId: NEXT, brokerOrderId: 'venue-2', quantity: '12' };
const end = (id: string, execType: string, fields = {}) =>
  outcome({ outcomeId: `${id}/${execType}`, execType, ordStatus: execType, ...fields });

const EVENTS = [
  accepted(),
  trade('4', '4', '100'),
  accepted({
    ...replacement,
    orderUuid: '00000002-0000-4000-8000-000000000002',
    origClientOrderId: FIRST,
    order: { ...body, timeInForce: 'DAY' },
  }),
  end(FIRST, 'REPLACED', { cumQty: '4', execId: 'venue-2' }),
  trade('7', '3', '100', replacement),
  end(NEXT, 'CANCELED', { ...replacement, cumQty: '7' }),
  outcome({
    ...{ outcomeId: 'other/held', execType: 'HELD', ordStatus: 'UNKNOWN', source: 'executor' },
    ...{ clientOrderId: 'MOM-1RV4K2-000003-00000003', side: 'SELL', brokerOrderId: undefined },
  }),
];

function stateOf(outcomes: readonly Outcome[]): BookState {
  const state = new BookState();
  for (const each of outcomes) state.take(each);
  return state;
}

test('what may still trade is kept up with each outcome', () => {
  const exposuresAfter = (count: number) =>
    stateOf(EVENTS.slice(0, count)).instruments.get('acct-1:AAPL')?.exposures.open;
  expect(
    [1, 2, 3, 4, 5, 6].map(exposuresAfter).map((open) => [open?.orders, open?.buyQty]),
  ).toEqual([
    [1, '10'],
    [1, '6'],
    [2, '14'],
    [1, '8'],
    [1, '5'],
    [0, '0'],
  ]);
});

test('in whatever order outcomes come, it is what the live orders add up to', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...EVENTS, ...EVENTS]), (events) => {
      const state = stateOf(events);
      for (const { live, exposures } of state.instruments.values()) {
        const each = [...live.keys()].flatMap((key) => state.orderOf(key) ?? []);
        const sum = each.reduce(
          (whole, { state: order }) => changeExposures(whole, NO_EXPOSURES, exposureOf(order)),
          NO_EXPOSURES,
        );
        expect(exposures).toEqual(sum);
      }
    }),
  );
});

test('each change is told with what was there before', () => {
  const told: unknown[] = [];
  const state = new BookState({
    position: (key, before) => told.push(['position', key, before?.quantity]),
    order: (key, before) => told.push(['order', key.slice(-8), before?.fills.cumQty]),
    chain: (key) => told.push(['chain', key.slice(-8)]),
  });
  for (const each of [EVENTS[0], EVENTS[1], EVENTS[1]]) if (each) state.take(each);
  expect(told).toEqual([
    ['position', 'acct-1:AAPL', undefined],
    ['order', 'a3f8b2c1', undefined],
    ['position', 'acct-1:AAPL', '0'],
    ['order', 'a3f8b2c1', '0'],
  ]);
  told.length = 0;
  if (EVENTS[2]) state.take(EVENTS[2]);
  expect(told).toContainEqual(['chain', '00000002']);
  expect(told).toContainEqual(['chain', 'a3f8b2c1']);
});
