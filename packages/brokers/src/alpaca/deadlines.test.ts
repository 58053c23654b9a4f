import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Deadlines } from './deadlines.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const WAIT_MS = 10_000;

/** A list, and what expired on it: names and the moments of it. */
function list() {
  const deadlines = new Deadlines(() => performance.now());
  const beganMs = performance.now();
  const expired: [string, number][] = [];
  return {
    deadlines,
    expired,
    call: (name: string) => ({
      deadlineMs: performance.now() + WAIT_MS,
      expire: () => void expired.push([name, performance.now() - beganMs]),
    }),
  };
}

test('each call expires at its own moment, and not before', () => {
  const { deadlines, expired, call } = list();
  deadlines.add(call('first'));
  vi.advanceTimersByTime(7);
  deadlines.add(call('second'));
  vi.advanceTimersByTime(WAIT_MS - 8);
  expect(expired).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(expired).toEqual([['first', 10_000]]);
  vi.advanceTimersByTime(WAIT_MS);
  expect(expired).toEqual([
    ['first', 10_000],
    ['second', 10_007],
  ]);
});

test('a call that ended never expires, and leaves the others their moments', () => {
  const { deadlines, expired, call } = list();
  const ended = call('ended');
  deadlines.add(ended);
  vi.advanceTimersByTime(100);
  deadlines.add(call('open'));
  deadlines.delete(ended);
  vi.advanceTimersByTime(2 * WAIT_MS);
  expect(expired).toEqual([['open', 10_100]]);
});

test('calls of one moment expire in one ring', () => {
  const { deadlines, expired, call } = list();
  for (const name of ['a', 'b', 'c']) deadlines.add(call(name));
  vi.advanceTimersToNextTimer();
  expect(expired.map(([name]) => name)).toEqual(['a', 'b', 'c']);
  expect(vi.getTimerCount()).toBe(0);
});

test('one timer serves thousands of calls that end in time', () => {
  const { deadlines, expired, call } = list();
  for (let at = 0; at < 5_000; at += 1) {
    const one = call('one');
    deadlines.add(one);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(10);
    deadlines.delete(one);
  }
  expect(expired).toEqual([]);
});

test('a call that comes while another expires gets its own moment', () => {
  const { deadlines, expired, call } = list();
  const first = call('first');
  deadlines.add({ ...first, expire: () => deadlines.add(call('again')) });
  vi.advanceTimersByTime(WAIT_MS);
  expect(expired).toEqual([]);
  vi.advanceTimersByTime(WAIT_MS);
  expect(expired).toEqual([['again', 20_000]]);
});
