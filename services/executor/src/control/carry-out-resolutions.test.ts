import type { HoldRecord, Resolution } from '@orderonce/contracts';
import { acknowledgement, hold, intent, resolution } from '@orderonce/decisions/testing';
import { expect, test } from 'vitest';
import { createControlWorld } from '../testing/control-followers.ts';
import type { ResolveHeld } from './carry-out-resolutions.ts';

const placed = intent();
const second = intent({ clientOrderId: 'MOM-1RV4K2-000002-a3f8b2c1' });
const elsewhere = intent({ symbol: 'TSLA', clientOrderId: 'MOM-1RV4K2-000003-a3f8b2c1' });
const END = `end of hold/ACC-1/${placed.clientOrderId}`;
const nowhere: ReadonlySet<number> = new Set();
const everywhere = new Set(Array.from({ length: 12 }, (_, at) => at));

/** A resolver whose answers the test gives. */
function resolver() {
  const asked: {
    readonly hold: HoldRecord;
    readonly resolution: Resolution;
    readonly signal: AbortSignal;
    answer(result: 'done' | 'refused', isHeldAgain?: true): void;
    fail(error: Error): void;
  }[] = [];
  const resolve: ResolveHeld = (held, decided, signal) =>
    new Promise((answer, fail) => {
      asked.push({
        hold: held,
        resolution: decided,
        signal,
        answer: (result, isHeldAgain) =>
          answer({ result, text: 'said the venue', ...(isHeldAgain && { isHeldAgain }) }),
        fail,
      });
    });
  return { asked, resolve };
}

test('a resolution is carried out, the hold ended, and the answer told', async () => {
  const world = createControlWorld();
  const { asked, resolve } = resolver();
  const executor = world.startExecutor({ resolve });
  world.say(hold(placed), resolution(placed));
  await executor.read();
  expect(asked).toMatchObject([{ hold: hold(placed), resolution: resolution(placed) }]);
  expect(executor.reading.heldOn(placed.accountId, placed.symbol)).toHaveLength(1);
  asked[0]?.answer('done');
  await executor.read();
  expect(world.told()).toEqual([END, 'executor-a change-7 done']);
  await executor.read();
  expect(executor.reading.heldOn(placed.accountId, placed.symbol)).toEqual([]);
  expect(asked).toHaveLength(1);
});

test('a refused resolution, and one that ends in a new hold, leave the hold', async () => {
  const world = createControlWorld();
  const { asked, resolve } = resolver();
  const executor = world.startExecutor({ resolve });
  world.say(hold(placed), resolution(placed), hold(elsewhere), resolution(elsewhere, 'change-8'));
  await executor.read();
  asked[0]?.answer('refused');
  asked[1]?.answer('done', true);
  await executor.read();
  await executor.read();
  expect(world.told()).toEqual(['executor-a change-7 refused', 'executor-a change-8 done']);
  expect(executor.reading.heldOn(placed.accountId, placed.symbol)).toHaveLength(1);
  expect(executor.reading.heldOn(placed.accountId, elsewhere.symbol)).toHaveLength(1);
  expect(asked).toHaveLength(2);
});

test('while a resolution is under way it is not begun again, nor another of its instrument', async () => {
  const world = createControlWorld();
  const { asked, resolve } = resolver();
  const executor = world.startExecutor({ resolve });
  world.say(hold(placed), hold(second), hold(elsewhere));
  world.say(resolution(placed), resolution(second, 'change-8'), resolution(elsewhere, 'change-9'));
  await executor.read();
  await executor.read();
  expect(asked.map(({ resolution }) => resolution.changeId)).toEqual(['change-7', 'change-9']);
  asked[0]?.answer('done');
  await executor.read();
  await executor.read();
  expect(asked.map(({ resolution }) => resolution.changeId)).toEqual([
    'change-7',
    'change-9',
    'change-8',
  ]);
});

test('an answer that the topic does not show yet is not given twice', async () => {
  const world = createControlWorld();
  const { asked, resolve } = resolver();
  // What it publishes is acknowledged and never read.
  const executor = world.startExecutor({ resolve, publish: async () => {} });
  world.say(hold(placed), resolution(placed));
  await executor.read();
  asked[0]?.answer('done');
  await executor.read();
  await executor.read();
  expect(asked).toHaveLength(1);
});

test('a resolution that failed is tried again after a second', async () => {
  const world = createControlWorld();
  const { asked, resolve } = resolver();
  const executor = world.startExecutor({ resolve });
  world.say(hold(placed), resolution(placed));
  await executor.read();
  asked[0]?.fail(new Error('the store is away'));
  await executor.read();
  world.clock.nowMs += 999;
  await executor.read();
  expect(asked).toHaveLength(1);
  world.clock.nowMs += 1;
  await executor.read();
  expect(asked).toHaveLength(2);
  expect(world.told()).toEqual([]);
});

test('only the owner of the instrument carries a resolution out', async () => {
  const world = createControlWorld();
  const { asked, resolve } = resolver();
  const executor = world.startExecutor({ resolve });
  executor.assign(nowhere);
  world.say(hold(placed), resolution(placed));
  await executor.read();
  expect(asked).toEqual([]);
  executor.assign(everywhere);
  await executor.read();
  expect(asked).toHaveLength(1);
});

test('an owner begins nothing before it has read what the owner before it said', async () => {
  const world = createControlWorld();
  const { asked, resolve } = resolver();
  const executor = world.startExecutor({ resolve });
  executor.assign(nowhere);
  world.say(hold(placed), resolution(placed));
  await executor.read();
  const askedBeforeMs = world.clock.nowMs;
  world.clock.nowMs += 10;
  executor.assign(everywhere);
  executor.follower.current(askedBeforeMs);
  expect(asked).toEqual([]);
  world.say(acknowledgement('executor-b', 'change-7'));
  await executor.read();
  expect(asked).toEqual([]);
});

test('work on an instrument that goes to another executor is aborted, and goes on when it comes back', async () => {
  const world = createControlWorld();
  const { asked, resolve } = resolver();
  const executor = world.startExecutor({ resolve });
  world.say(hold(placed), resolution(placed));
  await executor.read();
  executor.assign(nowhere);
  expect(asked[0]?.signal.aborted).toBe(true);
  asked[0]?.fail(new Error('abandoned'));
  await executor.read();
  world.clock.nowMs += 1000;
  executor.assign(everywhere);
  await executor.read();
  expect(asked).toHaveLength(2);
  expect(asked[1]?.signal.aborted).toBe(false);
});

test('a resolution of an order that is not held is refused without asking anyone', async () => {
  const world = createControlWorld();
  const { asked, resolve } = resolver();
  const executor = world.startExecutor({ resolve });
  world.say(resolution(placed));
  await executor.read();
  await executor.read();
  expect(asked).toEqual([]);
  expect(world.told()).toEqual(['executor-a change-7 refused']);
});

test('a resolution that names another symbol than the hold is refused', async () => {
  const world = createControlWorld();
  const { asked, resolve } = resolver();
  const executor = world.startExecutor({ resolve });
  world.say(hold(placed), resolution({ ...placed, symbol: elsewhere.symbol }));
  await executor.read();
  await executor.read();
  expect(asked).toEqual([]);
  expect(world.told()).toEqual(['executor-a change-7 refused']);
});

test('stopping aborts what is under way, waits for it, and begins nothing more', async () => {
  const world = createControlWorld();
  const { asked, resolve } = resolver();
  const executor = world.startExecutor({ resolve });
  world.say(hold(placed), resolution(placed));
  await executor.read();
  let isStopped = false;
  const stopped = executor.follower.stop(5000).then(() => {
    isStopped = true;
  });
  expect(asked[0]?.signal.aborted).toBe(true);
  await executor.read();
  expect(isStopped).toBe(false);
  asked[0]?.answer('done');
  await stopped;
  await executor.read();
  expect(world.told()).toEqual([END, 'executor-a change-7 done']);
  expect(asked).toHaveLength(1);
});
