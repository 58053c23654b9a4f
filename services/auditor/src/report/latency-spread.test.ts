import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LatencySpread } from './latency-spread.ts';

function spreadOf(latenciesMs: readonly number[]) {
  const spread = new LatencySpread();
  for (const latencyMs of latenciesMs) spread.add(latencyMs);
  return spread.spread();
}

it('says nothing of nothing', () => {
  expect(spreadOf([])).toBeNull();
});

it('tells percentiles of what it was told', () => {
  const spread = spreadOf(Array.from({ length: 1000 }, (_, at) => at + 1));
  expect(spread).toMatchObject({ count: 1000, maxMs: 1000 });
  expect(spread?.p50Ms).toBe(500);
  expect(spread?.p90Ms).toBe(900);
  expect(spread?.p99Ms).toBe(990);
  expect(spreadOf([0, 0, 0])).toEqual({ count: 3, p50Ms: 0, p90Ms: 0, p99Ms: 0, maxMs: 0 });
  expect(spreadOf([-5])).toMatchObject({ count: 1, p50Ms: 0, maxMs: 0 });
});

it('is within half a part in a hundred of the exact percentile', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1 }),
      (all) => {
        const exact = all.toSorted((a, b) => a - b)[Math.ceil(all.length * 0.9) - 1] ?? Number.NaN;
        const { p90Ms = Number.NaN } = spreadOf(all) ?? {};
        expect(Math.abs(p90Ms - exact)).toBeLessThanOrEqual(exact * 0.0051);
      },
    ),
  );
});
