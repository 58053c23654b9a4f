import { decimal } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { outcome } from '../testing/records.ts';
import { orderStory } from './order-story.ts';
import {
  CANCEL_ID,
  cancelled,
  filled,
  ID,
  placed,
  REPLACE_ID,
  replaced,
  verdict,
} from './testing/order.ts';
import { BEGIN_MS, told } from './testing/told.ts';

const accepted = {
  order: {
    symbol: 'AAPL',
    side: 'BUY',
    quantity: '10',
    orderType: 'LIMIT',
    limitPrice: '178.50',
    timeInForce: 'DAY',
  },
};

test('sums up what an order asks for and what came of it', () => {
  const evidence = [{ atMs: BEGIN_MS + 3, action: 'submit', result: 'http 200', latencyMs: 9 }];
  const story = orderStory(
    ID,
    told(
      [0, { intent: placed({ createdAtMs: BEGIN_MS - 2 }) }],
      [14, { outcome: verdict('ACCEPTED', { ...accepted, evidence, brokerOrderId: 'venue-1' }) }],
      [54, { outcome: filled('4', '4', { lastPx: '178' }) }],
      [60, { outcome: filled('6', '10', { lastPx: '178.5' }) }],
    ),
    null,
  );
  expect(story.orders).toMatchObject([
    {
      accountId: 'acct-1',
      symbol: 'AAPL',
      asks: 'BUY 10 LIMIT 178.50',
      verdict: 'ACCEPTED',
      ordStatus: 'FILLED',
      cumQty: '10',
      leavesQty: '0',
      avgPx: '178.3',
      brokerOrderId: 'venue-1',
    },
  ]);
  expect(story.traceId).toBe('a3f8b2c158cc4372a5670e02b2c3d479');
  expect(story.doubt).toBe(undefined);
  expect(story.latencies).toEqual([
    { step: 'on the log', afterMs: 2 },
    { step: 'first call', afterMs: 3 },
    { step: 'verdict', afterMs: 11 },
    { step: 'first fill', afterMs: 40 },
    { step: 'last fill', afterMs: 6 },
  ]);
});

test('steps stand in the order in which they came', () => {
  const story = orderStory(
    ID,
    told(
      [0, { intent: placed({ createdAtMs: BEGIN_MS }) }],
      [30, { outcome: filled('10', '10') }],
      [50, { outcome: verdict('ACCEPTED', accepted) }],
    ),
    null,
  );
  expect(story.latencies).toEqual([
    { step: 'on the log', afterMs: 0 },
    { step: 'first fill', afterMs: 30 },
    { step: 'verdict', afterMs: 20 },
  ]);
});

test('a cancel of the order that it replaced is part of its story too', () => {
  const messages = told(
    [0, { intent: placed() }],
    [20, { intent: replaced() }],
    [40, { intent: cancelled(ID) }],
    [50, { outcome: verdict('ACCEPTED', { clientOrderId: CANCEL_ID, origClientOrderId: ID }) }],
  );
  const { timeLine } = orderStory(REPLACE_ID, messages, null);
  expect(timeLine.map(({ text }) => text)).toEqual([
    'replace by BUY 12 LIMIT 99 (partition 3, offset 43)',
    `${CANCEL_ID} asks to cancel ${ID}`,
    `${CANCEL_ID}: ACCEPTED`,
  ]);
});

test('doubt lasts from the answer that settled nothing to the verdict', () => {
  const exchange = (afterMs: number, action: string, result: string, latencyMs = 0) => ({
    atMs: BEGIN_MS + afterMs,
    ...{ action, result, latencyMs },
  });
  const throttled = exchange(1, 'submit', 'http 429, rate-limited', 1);
  const lost = exchange(10, 'submit', 'no answer: timeout, unknown', 5000);
  const found = exchange(5500, 'look-up', 'http 200, found', 12);
  const storyOf = (...evidence: readonly object[]) =>
    orderStory(ID, told([5600, { outcome: verdict('ACCEPTED', { evidence }) }]), null).doubt;
  const ends = { untilMs: BEGIN_MS + 5600 };
  expect(storyOf(throttled, lost, found)).toEqual({
    fromMs: BEGIN_MS + 5010,
    ...ends,
    exchanges: 2,
  });
  expect(storyOf(throttled, exchange(10, 'submit', 'http 200, accepted'))).toBe(undefined);
  expect(
    storyOf(
      exchange(2, 'look-up', 'http 200, found'),
      exchange(9, 'cancel', 'http 204, requested'),
    ),
  ).toBe(undefined);
});

test('an order that is held is in doubt until a person resolved it', () => {
  const evidence = [
    { atMs: BEGIN_MS, action: 'submit', result: 'no answer: reset, unknown', latencyMs: 5 },
  ];
  const hold = { outcomeId: `${ID}/held`, ordStatus: 'UNKNOWN', evidence };
  const resolved = {
    outcomeId: `${ID}/resolved/r-1`,
    execType: 'RESOLVED',
    ordStatus: 'REJECTED',
    reason: { code: 'RESOLVED_ABSENT', text: 'absent by ada: not there' },
  };
  const held = told([10, { outcome: verdict('HELD', hold) }]);
  expect(orderStory(ID, held, null)).toMatchObject({
    orders: [{ ordStatus: 'UNKNOWN', standing: 'in-doubt' }],
    doubt: { fromMs: BEGIN_MS + 5, exchanges: 1 },
    held: { sinceMs: BEGIN_MS + 10 },
  });
  const after = told(
    [10, { outcome: verdict('HELD', hold) }],
    [90, { outcome: outcome(resolved) }],
    [95, { outcome: verdict('DENIED') }],
  );
  expect(orderStory(ID, after, null).held).toEqual({
    sinceMs: BEGIN_MS + 10,
    untilMs: BEGIN_MS + 95,
    resolution: 'absent by ada: not there',
  });
});

test('the chain holds what replaced it and who cancelled it, oldest first', () => {
  const messages = told(
    [0, { intent: placed() }],
    [10, { outcome: verdict('ACCEPTED', accepted) }],
    [20, { intent: replaced() }],
    [
      30,
      {
        outcome: verdict('ACCEPTED', {
          ...accepted,
          clientOrderId: REPLACE_ID,
          origClientOrderId: ID,
        }),
      },
    ],
    [40, { intent: cancelled(REPLACE_ID) }],
  );
  const chain = orderStory(ID, messages, null).chain.map(({ id, kind, target }) => [
    id,
    kind,
    target,
  ]);
  expect(chain).toEqual([
    [ID, 'place', undefined],
    [REPLACE_ID, 'replace', ID],
    ['MOM-1RV4K2-000002-b3f8b2c1', 'cancel', REPLACE_ID],
  ]);
  expect(orderStory(REPLACE_ID, messages, null).chain.map(({ id }) => id)).toEqual(
    chain.map(([id]) => id),
  );
});

test('an id that was used on two instruments is two orders', () => {
  const story = orderStory(
    ID,
    told(
      [0, { intent: placed() }],
      [10, { intent: placed({ symbol: 'MSFT', quantity: decimal('3') }) }],
    ),
    null,
  );
  expect(story.orders.map(({ symbol, asks }) => [symbol, asks])).toEqual([
    ['AAPL', 'BUY 10 LIMIT 178.50'],
    ['MSFT', 'BUY 3 LIMIT 178.50'],
  ]);
});

test('what was sold is taken from the position of the whole instrument where that was read', () => {
  const other = filled('7', '7', { clientOrderId: REPLACE_ID, quantity: '12' });
  const own = filled('10', '10', { side: 'SELL' });
  const messages = told([0, { intent: placed({ side: 'SELL' }) }], [10, { outcome: own }]);
  const trade = (outcomes: (typeof own)[] | null) =>
    orderStory(ID, messages, outcomes).timeLine.find(({ event }) => event === 'TRADE')?.text;
  expect(trade([other, own])).toBe('TRADE 10 at 178.50: 10 of 10 filled; position -10 to -3');
  expect(trade(null)).toBe('TRADE 10 at 178.50: 10 of 10 filled; position -10');
});
