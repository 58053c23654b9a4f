import { expect, it } from 'vitest';
import { paceOfLog, paceOfRate } from './emit.ts';

it('keeps the distances of the log, divided by the speed', () => {
  const pace = paceOfLog(10);
  expect(pace.waitMs({ logTimeMs: 5000 }, 100)).toBe(0);
  expect(pace.waitMs({ logTimeMs: 6000 }, 100)).toBe(100);
  expect(pace.waitMs({ logTimeMs: 6000 }, 150)).toBe(50);
  expect(pace.waitMs({ logTimeMs: 6000 }, 900)).toBe(0);
});

it('goes evenly at a rate', () => {
  const pace = paceOfRate(100);
  const waits = [0, 1, 2].map(() => pace.waitMs({ logTimeMs: 0 }, 1000));
  expect(waits).toEqual([0, 10, 20]);
});
