import type { RedisClient } from '@orderonce/idempotency';
import { startRedis } from '@orderonce/idempotency/testing';
import { accepted, trade } from '@orderonce/positions/testing';
import { expect, test } from 'vitest';
import { BreakBoard } from '../breaks/break-board.ts';
import { EventReader } from '../events/event-reader.ts';
import { batchOf } from '../testing/batches.ts';
import { stateUnderTest, takeAll } from '../testing/state-under-test.ts';

const FIRST = [accepted(), trade('4', '4', '100')];
const CLUSTER_OF_ONE = ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'];
const THEN = [trade('10', '6', '100')];

/** A connection whose script calls, as often as said, are carried out and not answered, or not even sent. */
function losing(redis: RedisClient, lost: ('answer' | 'call')[]): RedisClient {
  return new Proxy(redis, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (name !== 'eval') return typeof value === 'function' ? value.bind(target) : value;
      return async (...words: Parameters<RedisClient['eval']>) => {
        const loss = lost.shift();
        const answer = loss === 'call' ? null : await target.eval(...words);
        if (loss !== undefined) throw new Error(`the ${loss} is lost`);
        return answer;
      };
    },
  });
}

test.each([
  ['whose answer is lost', ['answer']],
  ['that never arrives', ['call']],
  ['that never arrives, and then its answer is lost', ['call', 'answer', 'answer']],
] as const)('a call %s is made good, and counts once', async (_, lost) => {
  await using state = await stateUnderTest();
  await takeAll(state.createStore(), FIRST);
  const store = state.createStore(losing(state.redis, [...lost]));
  const fromOffset = await store.resume(0);
  expect(await store.take(batchOf(THEN, { fromOffset }))).toBe('done');
  expect(await state.reader.progress()).toMatchObject([
    { nextOffset: '3', outcomesApplied: 3, duplicatesIgnored: 0 },
  ]);
  expect(await state.reader.positions()).toMatchObject([{ position: { quantity: '10' } }]);
  expect(state.kept).toHaveLength(2);
});

test('a call that fails in the middle leaves the offset where it was', async () => {
  await using state = await stateUnderTest();
  const store = state.createStore();
  await takeAll(store, FIRST);
  await state.redis.del(state.keys().live);
  await state.redis.set(state.keys().live, 'no sorted set');
  state.stopping.abort();
  const taking = store.take(batchOf(THEN, { fromOffset: '2' }));
  await expect(taking).rejects.toThrow('WRONGTYPE');
  expect((await state.reader.progress())[0]?.nextOffset).toBe('2');
});

test('one that stands elsewhere in Redis than in memory is noticed', async () => {
  await using state = await stateUnderTest();
  const store = state.createStore();
  await store.resume(0);
  expect(await store.isLost()).toBe(false);
  await takeAll(store, FIRST);
  expect(await store.isLost()).toBe(false);
  await state.redis.del(state.keys().progress);
  expect(await store.isLost()).toBe(true);
});

test('what is written and read is legal on Redis Cluster', async () => {
  await using server = await startRedis(...CLUSTER_OF_ONE);
  await server.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  await expect
    .poll(() => server.command('CLUSTER', 'INFO'), { timeout: 5_000 })
    .toContain('cluster_state:ok');
  await using state = await stateUnderTest({ redisUrl: server.url, partitionCount: 3 });
  const store = state.createStore();
  for (const partition of [0, 1, 2]) await takeAll(store, FIRST, { partition });
  const board = new BreakBoard(state.redis, state.state);
  const found = { symbol: 'AAPL', ours: '4', venue: '5', changedAt: null } as never;
  await board.replace('acct-1' as never, [found], 1);
  expect(await state.reader.positions()).toHaveLength(3);
  expect((await state.reader.orders('MOM-1RV4K2-000001-a3f8b2c1'))?.orders).toHaveLength(3);
  const events = new EventReader(state.redis, [...state.reader.events, board.events]);
  expect(await events.after([null, null, null, null], 10)).toMatchObject({
    events: { length: 7 },
  });
});
