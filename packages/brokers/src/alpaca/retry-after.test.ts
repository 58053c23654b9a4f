import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const NOW_MS = 1_700_000_000_000;

test.each<[string, Record<string, string>, number]>([
  ['seconds to wait', { 'retry-after': '3' }, 3_000],
  ['parts of a second', { 'retry-after': '0.25' }, 250],
  ['the second of the reset', { 'x-ratelimit-reset': '1700000007' }, 7_000],
  ['a reset that is over', { 'x-ratelimit-reset': '1699999999' }, 0],
  [
    'Retry-After before the reset',
    { 'retry-after': '2', 'x-ratelimit-reset': '1700000007' },
    2_000,
  ],
  ['a wait beyond the window', { 'retry-after': '86400' }, 60_000],
  ['a date, which we do not read', { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, 1_000],
  ['nothing', {}, 1_000],
])('%s', (_what, headers, waitMs) => {
  expect(retryAfterMs(headers, NOW_MS)).toBe(waitMs);
});
