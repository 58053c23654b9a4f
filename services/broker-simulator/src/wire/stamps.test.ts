import { expect, test } from 'vitest';
import { parseStamp, Stamps } from './stamps.ts';

test('moments rise within one millisecond, and when the clock goes back', () => {
  const stamps = new Stamps();
  const nowMs = Date.UTC(2026, 10, 20, 15, 30, 0, 7);
  expect([stamps.next(nowMs), stamps.next(nowMs), stamps.next(nowMs - 5)]).toEqual([
    '2026-11-20T15:30:00.007000000Z',
    '2026-11-20T15:30:00.007000001Z',
    '2026-11-20T15:30:00.007000002Z',
  ]);
  expect(stamps.next(nowMs + 1)).toBe('2026-11-20T15:30:00.008000000Z');
});

test.each([
  ['2026-11-20T15:30:00.123456789Z', '2026-11-20T15:30:00.123456789Z'],
  ['2026-11-20T10:30:00.5-05:00', '2026-11-20T15:30:00.500000000Z'],
  ['2026-11-20', '2026-11-20T00:00:00.000000000Z'],
  ['yesterday', null],
  ['7', null],
])('%s is read as %s', (text, stamp) => {
  expect(parseStamp(text)).toBe(stamp);
});
