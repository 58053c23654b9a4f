import { expect, test } from 'vitest';
import { accepted, trade } from '../testing/index.ts';
import { keptOutcome, OutcomeHistory } from './outcome-history.ts';

const place = (offset: string) => ({ topic: 'orders.outcomes', partition: 0, offset });

test('beyond its limit a history lets the oldest outcomes go and says how many', () => {
  const history = new OutcomeHistory({ maxKeys: 10, maxOutcomesPerKey: 2 });
  for (const cumQty of ['1', '2', '3'])
    history.add('order', keptOutcome(trade(cumQty, '1', '100'), place(cumQty)));
  const { outcomes, droppedCount } = history.of('order');
  expect(outcomes.map(({ cumQty }) => cumQty)).toEqual(['2', '3']);
  expect(droppedCount).toBe(1);
});

test('beyond its limit of keys the first key is let go', () => {
  const history = new OutcomeHistory({ maxKeys: 2, maxOutcomesPerKey: 10 });
  const kept = keptOutcome(accepted(), place('1'));
  for (const key of ['a', 'b', 'c']) history.add(key, kept);
  expect(['a', 'b', 'c'].map((key) => history.has(key, kept.outcomeId))).toEqual([
    false,
    true,
    true,
  ]);
  expect(history.of('a')).toEqual({ outcomes: [], droppedCount: 0 });
});

test('what is kept of an outcome leaves out the body and the evidence', () => {
  expect(keptOutcome(trade('4', '4', '100', { execId: 'fill-1' }), place('7'))).toEqual({
    outcomeId: 'MOM-1RV4K2-000001-a3f8b2c1/trade/4',
    clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
    execType: 'TRADE',
    ordStatus: 'PARTIALLY_FILLED',
    source: 'broker',
    side: 'BUY',
    quantity: '10',
    lastQty: '4',
    lastPx: '100',
    cumQty: '4',
    leavesQty: '0',
    brokerOrderId: 'venue-1',
    execId: 'fill-1',
    transactTimeMs: 1_790_000_000_000,
    record: { topic: 'orders.outcomes', partition: 0, offset: '7' },
  });
});
