import { expect, it } from 'vitest';
import { ageText, durationMsSchema, momentText } from './time-text.ts';

it.each([
  ['30s', 30_000],
  ['500ms', 500],
  ['2m', 120_000],
  ['0s', 0],
])('reads %s', (text, durationMs) => {
  expect(durationMsSchema.parse(text)).toBe(durationMs);
});

it.each(['', '30', 's', '-1s', '1.5s', '1h', '61m'])('refuses "%s"', (text) => {
  expect(durationMsSchema.safeParse(text).success).toBe(false);
});

it.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [59_999, '59 s'],
  [200_000, '3 min 20 s'],
  [3_600_000, '1 h'],
  [(2 * 24 + 4) * 3_600_000, '2 d 4 h'],
])('tells %d ms as %s', (ageMs, text) => {
  expect(ageText(ageMs)).toBe(text);
});

it('tells a moment with how long it is ago, unless it is to come', () => {
  const atMs = Date.UTC(2026, 10, 22, 9, 31, 5);
  expect(momentText(atMs, atMs + 200_000)).toBe('2026-11-22 09:31:05Z (3 min 20 s ago)');
  expect(momentText(atMs, atMs - 200_000)).toBe('2026-11-22 09:31:05Z');
});
