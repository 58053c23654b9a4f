import { expect, test } from 'vitest';
import { bucketOf } from './bucket.ts';

test("Alpaca's 200 a minute: 40 at once, 25 of them orders, then one every 373 ms", () => {
  expect(bucketOf({ requests: 200, windowMs: 60_000 })).toEqual({
    permits: 40,
    permitEveryUs: 372_671,
    keptBack: { cancel: 0, 'look-up': 5, order: 15 },
  });
});

test('the smallest limit leaves something for orders', () => {
  expect(bucketOf({ requests: 1, windowMs: 1_000 })).toEqual({
    permits: 1,
    permitEveryUs: 1_000_000,
    keptBack: { cancel: 0, 'look-up': 0, order: 0 },
  });
});
