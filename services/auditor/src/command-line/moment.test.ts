import { expect, it } from 'vitest';
import { momentSchema } from './moment.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 9, 31);

it.each([
  ['2026-11-22T09:00:00Z', Date.UTC(2026, 10, 22, 9)],
  ['2026-11-22T10:00:00.250+01:00', Date.UTC(2026, 10, 22, 9) + 250],
  ['2026-11-22', Date.UTC(2026, 10, 22)],
  ['90s', NOW_MS - 90_000],
  ['15m', NOW_MS - 900_000],
  ['2h', NOW_MS - 7_200_000],
  ['7d', NOW_MS - 7 * 86_400_000],
])('reads %s', (text, atMs) => {
  expect(momentSchema.parse(text)(NOW_MS)).toBe(atMs);
});

it.each(['', 'yesterday', '2026-11-22T09:00:00', '5', '-2h', '1w', '2026-13-01'])(
  'refuses "%s"',
  (text) => {
    expect(momentSchema.safeParse(text).success).toBe(false);
  },
);
