import { killScopeSchema } from '@orderonce/contracts';
import { cancelOf, GLOBAL, hold, intent } from '@orderonce/decisions/testing';
import { expect, test } from 'vitest';
import { controlUnderTest } from '../testing/quiet-control.ts';
import { ControlReading } from './control-reading.ts';

const placed = intent();
const never = new AbortController().signal;

function readingAt(nowMs: number) {
  const clock = { nowMs, monotonicMs: () => clock.nowMs };
  return { clock, reading: new ControlReading(clock) };
}

/** Whether a promise is settled by now. */
async function isOver(promise: Promise<void> | undefined): Promise<boolean> {
  const later = new Promise<'later'>((resolve) => setImmediate(resolve, 'later'));
  return (await Promise.race([promise, later])) !== 'later';
}

test('nothing is fresh before the topic was read to its end', async () => {
  const { reading } = readingAt(5000);
  expect(reading.ageMs).toBe(Number.POSITIVE_INFINITY);
  expect(await isOver(reading.whenFresh(never))).toBe(false);
});

test('a reading is fresh for a second', () => {
  const { clock, reading } = readingAt(5000);
  reading.noteCurrent(4900);
  expect(reading.whenFresh(never)).toBeUndefined();
  clock.nowMs = 5900;
  expect(reading.whenFresh(never)).toBeUndefined();
  clock.nowMs = 5901;
  expect(reading.whenFresh(never)).toBeInstanceOf(Promise);
  expect(reading.ageMs).toBe(1001);
});

test('a reading asked for before an assignment is not fresh, however young it is', async () => {
  const { reading } = readingAt(5000);
  reading.noteCurrent(4990);
  reading.noteAssigned(4995);
  const waiting = reading.whenFresh(never);
  reading.noteCurrent(4994);
  expect(await isOver(waiting)).toBe(false);
  reading.noteCurrent(4996);
  expect(await isOver(waiting)).toBe(true);
  expect(reading.whenFresh(never)).toBeUndefined();
});

test('an answer that arrives too late to be fresh wakes nobody', async () => {
  const { clock, reading } = readingAt(5000);
  const waiting = reading.whenFresh(never);
  clock.nowMs = 9000;
  reading.noteCurrent(7000);
  expect(await isOver(waiting)).toBe(false);
  reading.noteCurrent(8500);
  expect(await isOver(waiting)).toBe(true);
});

test('who waits is woken by the abort of its own signal too, and then forgotten', async () => {
  const { reading } = readingAt(5000);
  const mine = new AbortController();
  const aborted = reading.whenFresh(mine.signal);
  const other = reading.whenFresh(never);
  expect(reading.waiting).toBe(2);
  mine.abort();
  expect(await isOver(aborted)).toBe(true);
  expect(await isOver(other)).toBe(false);
  expect(await isOver(reading.whenFresh(mine.signal))).toBe(true);
  expect(reading.waiting).toBe(1);
  reading.noteCurrent(5000);
  expect(await isOver(other)).toBe(true);
  expect(reading.waiting).toBe(0);
});

test('the sends that had begun under a scope are waited for, and no later ones', async () => {
  const { reading } = readingAt(0);
  const ended = [reading.beginSend(placed), reading.beginSend(placed)];
  const over = reading.sendsUnderWay(GLOBAL);
  const later = reading.beginSend(placed);
  ended[0]?.();
  expect(await isOver(over)).toBe(false);
  ended[1]?.();
  expect(await isOver(over)).toBe(true);
  expect(await isOver(reading.sendsUnderWay(GLOBAL))).toBe(false);
  later();
  expect(await isOver(reading.sendsUnderWay(GLOBAL))).toBe(true);
});

test('a send that says twice that it ended does not end another', async () => {
  const { reading } = readingAt(0);
  const first = reading.beginSend(placed);
  reading.beginSend(placed);
  first();
  first();
  expect(await isOver(reading.sendsUnderWay(GLOBAL))).toBe(false);
});

test('cancels are not waited for', async () => {
  const { reading } = readingAt(0);
  reading.beginSend(cancelOf(placed.clientOrderId));
  expect(await isOver(reading.sendsUnderWay(GLOBAL))).toBe(true);
});

test.each([
  [
    { kind: 'account', accountId: 'ACC-1' },
    { kind: 'account', accountId: 'ACC-2' },
  ],
  [
    { kind: 'strategy', strategyId: 'MOM' },
    { kind: 'strategy', strategyId: 'REV' },
  ],
  [
    { kind: 'symbol', symbol: 'AAPL' },
    { kind: 'symbol', symbol: 'TSLA' },
  ],
])('a send is waited for under %o and not under %o', async (own, other) => {
  const { reading } = readingAt(0);
  reading.beginSend(placed);
  expect(await isOver(reading.sendsUnderWay(killScopeSchema.parse(own)))).toBe(false);
  expect(await isOver(reading.sendsUnderWay(killScopeSchema.parse(other)))).toBe(true);
});

test('an own hold holds at once', () => {
  const { reading } = readingAt(0);
  reading.noteHold(placed.accountId, placed.symbol, placed.clientOrderId);
  expect(reading.heldOn(placed.accountId, placed.symbol)).toEqual([placed.clientOrderId]);
});

test('a control under test is always fresh and hears at once', () => {
  const control = controlUnderTest();
  expect(control.whenFresh(never)).toBeUndefined();
  control.say(hold(placed));
  expect(control.heldOn(placed.accountId, placed.symbol)).toEqual([placed.clientOrderId]);
  control.takeBack(`hold/ACC-1/${placed.clientOrderId}`);
  expect(control.heldOn(placed.accountId, placed.symbol)).toEqual([]);
});
