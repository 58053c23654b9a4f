import type { Outcome } from '@orderonce/contracts';
import { PositionBook, sumOfHashes } from '@orderonce/positions';
import { accepted, outcome, trade } from '@orderonce/positions/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOf } from '../testing/batches.ts';
import { stateUnderTest, takeAll } from '../testing/state-under-test.ts';

const FIRST = 'MOM-1RV4K2-000001-a3f8b2c1';
const NEXT = 'MOM-1RV4K2-000005-c4f8b2c1';
const next = { clientOrderId: NEXT, brokerOrderId: 'venue-5', quantity: '12' };
const body = { symbol: 'AAPL', side: 'BUY', quantity: '12', orderType: 'MARKET' };
const ended = (id: string, execType: string, fields = {}) =>
  outcome({
    ...{ outcomeId: `${id}/${execType}`, execType, ordStatus: execType, clientOrderId: id },
    ...fields,
  });
const sold = (symbol: string, id: number) => {
  const clientOrderId = `MOM-1RV4K2-00001${id}-0000000${id}`;
  return trade('3', '3', '7.5', { symbol, side: 'SELL', clientOrderId, brokerOrderId: `v-${id}` });
};

/** Two instruments, fills, a replace chain whose fills every order of it tells again, a held order. */
const OUTCOMES = [
  accepted(),
  trade('4', '4', '100'),
  accepted({ ...next, origClientOrderId: FIRST, order: { ...body, timeInForce: 'DAY' } }),
  ended(FIRST, 'REPLACED', { cumQty: '4', execId: 'venue-5' }),
  sold('IBM', 1),
  sold('BTC/USD', 2),
  trade('7', '3', '101', next),
  trade('7', '3', '101', next),
  ended(NEXT, 'CANCELED', { ...next, cumQty: '7' }),
  outcome({ ...ended('MOM-1RV4K2-000009-00000009', 'HELD', { ordStatus: 'UNKNOWN' }) }),
];

function bookHash(outcomes: readonly Outcome[]): string {
  const book = new PositionBook({ maxHistories: 100 });
  for (const [at, each] of outcomes.entries())
    book.take(each, { topic: 'orders.outcomes', partition: 0, offset: String(at) });
  return book.hash();
}

const hashOf = async ({ reader }: Awaited<ReturnType<typeof stateUnderTest>>) =>
  sumOfHashes((await reader.progress()).map(({ hash }) => hash));

test('whoever folds the same outcomes elsewhere has the same state hash', async () => {
  await using state = await stateUnderTest();
  await takeAll(state.createStore(), OUTCOMES);
  expect(await hashOf(state)).toBe(bookHash(OUTCOMES));
  expect(await state.reader.progress()).toMatchObject([
    { nextOffset: '10', outcomesApplied: 9, duplicatesIgnored: 1, malformed: 0, alarms: 0 },
  ]);
});

test('in whatever batches, with all the rest forgotten in between, and however often: the same state', async () => {
  await using whole = await stateUnderTest();
  await takeAll(whole.createStore(), OUTCOMES);
  const positions = await whole.reader.positions();
  const cuts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(cuts, fc.shuffledSubarray(OUTCOMES), async (sizes, again) => {
      await using state = await stateUnderTest();
      const all = [...OUTCOMES, ...again];
      let at = 0;
      for (let batch = 0; at < all.length; batch += 1) {
        const size = sizes[batch % sizes.length] ?? 1;
        // Another instance each time, which remembers nothing.
        await takeAll(state.createStore(), all.slice(at, at + size));
        at += size;
      }
      expect(await hashOf(state)).toBe(await hashOf(whole));
      const [progress] = await state.reader.progress();
      expect(progress?.outcomesApplied).toBe(9);
      const found = await state.reader.positions();
      const plain = ({ changedAt: _, ...position }: (typeof found)[number]) => position;
      expect(found.map(plain)).toEqual(expect.arrayContaining(positions.map(plain)));
    }),
    { numRuns: 25 },
  );
});

test('one instance that keeps no ended order in memory reads them back when they are told of again', async () => {
  await using state = await stateUnderTest({ limits: { ordersInMemory: 0 } });
  await takeAll(state.createStore(), [...OUTCOMES, ...OUTCOMES], { size: 1 });
  expect(await hashOf(state)).toBe(bookHash(OUTCOMES));
});

test('who was overtaken changes nothing, and goes on from where the other one is', async () => {
  await using state = await stateUnderTest();
  const [slow, quick] = [state.createStore(), state.createStore()];
  const slowFrom = await slow.resume(0);
  await takeAll(quick, OUTCOMES.slice(0, 5));
  const before = await state.redis.hgetall(state.keys().progress);
  const dumped = () => Promise.all(Object.values(state.keys()).map((key) => state.redis.dump(key)));
  const keys = await dumped();
  expect(await slow.take(batchOf(OUTCOMES.slice(0, 2), { fromOffset: slowFrom }))).toBe(
    'superseded',
  );
  expect(await state.redis.hgetall(state.keys().progress)).toEqual(before);
  expect(await dumped()).toEqual(keys);
  await takeAll(slow, OUTCOMES.slice(5));
  expect(await hashOf(state)).toBe(bookHash(OUTCOMES));
  expect(await quick.take(batchOf(OUTCOMES.slice(5, 6), { fromOffset: '5' }))).toBe('superseded');
});

test('a state whose offset was lost is built anew, and nothing of the old one counts', async () => {
  await using state = await stateUnderTest();
  const store = state.createStore();
  await takeAll(store, OUTCOMES);
  await state.redis.del(state.keys().progress);
  expect(await store.take(batchOf(OUTCOMES.slice(0, 1), { fromOffset: '10' }))).toBe('superseded');
  expect(await store.resume(0)).toBeNull();
  await takeAll(store, OUTCOMES, { size: 3 });
  expect(await hashOf(state)).toBe(bookHash(OUTCOMES));
});

test('a log whose beginning is gone is told of', async () => {
  await using state = await stateUnderTest();
  const store = state.createStore();
  expect(await store.resume(0)).toBeNull();
  await store.take(batchOf(OUTCOMES.slice(1), { fromOffset: null, firstOffset: 1 }));
  await takeAll(store, OUTCOMES);
  expect((await state.reader.progress())[0]?.incompleteFrom).toBe('1');
});

test('an order that ended goes when nothing was heard of it for long enough, and its position stays', async () => {
  await using state = await stateUnderTest({ limits: { keepEndedMs: 0 } });
  const store = state.createStore();
  await takeAll(store, [...OUTCOMES, accepted({ clientOrderId: 'MOM-1RV4K2-000007-00000007' })]);
  const hash = await hashOf(state);
  expect(await state.reader.orders(FIRST)).toBeNull();
  expect(await state.redis.hlen(state.keys().orders)).toBe(4);
  expect(await state.redis.hlen(state.keys().outcomes)).toBe(4);
  expect(await state.redis.zcard(state.keys().ended)).toBe(0);
  const position = await state.reader.position(...AAPL);
  expect(position?.record).toMatchObject({ position: { quantity: '7' } });
  expect(position?.liveOrders).toHaveLength(2);
  expect(await hashOf(state)).toBe(hash);
});

test('the first order of a chain stays for as long as another one of it is live', async () => {
  await using state = await stateUnderTest({ limits: { keepEndedMs: 0, ordersInMemory: 0 } });
  for (const each of OUTCOMES) await takeAll(state.createStore(), [each]);
  expect(await hashOf(state)).toBe(bookHash(OUTCOMES));
});

const AAPL = ['acct-1', 'AAPL'] as unknown as [never, never];
