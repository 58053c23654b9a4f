import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RateLimit } from '../capabilities.ts';
import { bucketOf } from './bucket.ts';
import { REQUEST_KINDS, type RequestKind } from './request-pacer.ts';
import { ACCOUNT, pacedExecutors } from './testing/paced-executors.ts';

type Step =
  | {
      readonly do: 'ask';
      readonly kind: RequestKind;
      readonly executor: number;
      readonly count: number;
    }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'give-up'; readonly which: number }
  | { readonly do: 'pause'; readonly executor: number; readonly ms: number }
  | { readonly do: 'lose-redis'; readonly ms: number };

const EXECUTORS = 3;
/** 120 requests at 1 in 20 s, with every pause and outage between them. */
const LONG_ENOUGH_MS = 20_000_000;

const limits = fc.record<RateLimit>({
  requests: fc.integer({ min: 1, max: 60 }),
  windowMs: fc.integer({ min: 100, max: 20_000 }),
});
const executor = fc.nat(EXECUTORS - 1);
const ask: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('ask' as const),
  kind: fc.constantFrom(...REQUEST_KINDS),
  executor,
  count: fc.integer({ min: 1, max: 20 }),
});
const wait: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('wait' as const),
  ms: fc.nat(10_000),
});
const giveUp: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('give-up' as const),
  which: fc.nat(100),
});
const pause: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('pause' as const),
  executor,
  ms: fc.nat(5_000),
});
const loseRedis: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('lose-redis' as const),
  ms: fc.nat(10_000),
});
const stepsOf = (...kinds: fc.Arbitrary<Step>[]) =>
  fc.array(fc.oneof(ask, wait, ...kinds), { minLength: 1, maxLength: 20 });

/** Runs the steps and lets everybody who still waits go. */
async function run(limit: RateLimit, steps: readonly Step[], latencyMs: number) {
  const executors = pacedExecutors(limit, EXECUTORS);
  const { clock, redis, requests } = executors;
  redis.latencyMs = latencyMs;
  for (const step of steps) {
    switch (step.do) {
      case 'ask':
        executors.askMany(step.count, step.kind, step.executor);
        break;
      case 'wait':
        await clock.pass(step.ms);
        break;
      case 'give-up':
        requests[step.which]?.giveUp();
        break;
      case 'pause':
        executors.pacer(step.executor).pause(ACCOUNT, step.ms);
        break;
      case 'lose-redis':
        redis.trouble = 'answers-lost';
        await clock.pass(step.ms);
        redis.trouble = 'none';
        break;
    }
  }
  await clock.pass(LONG_ENOUGH_MS);
  return executors;
}

/** The most, over all pairs of departures, that went from the one to the other beyond what a bucket allows. */
function excess(departuresMs: readonly number[], everyMs: number, permits: number): number {
  // How far each departure was behind a steady pace; from the one furthest behind, most has come since.
  let furthestBehind = Number.NEGATIVE_INFINITY;
  let most = 0;
  for (const [place, atMs] of departuresMs.entries()) {
    furthestBehind = Math.max(furthestBehind, atMs / everyMs - place);
    most = Math.max(most, place + 1 + furthestBehind - atMs / everyMs - permits);
  }
  return most;
}

const latency = fc.constantFrom(0, 2, 300);

test('in no time does more go than a full bucket and what comes back, and all go in the end', async () => {
  await fc.assert(
    fc.asyncProperty(limits, stepsOf(giveUp), latency, async (limit, steps, latencyMs) => {
      const { departuresMs, stillWaiting } = await run(limit, steps, latencyMs);
      const { permits, permitEveryUs } = bucketOf(limit);
      expect(excess(departuresMs(), permitEveryUs / 1_000, permits)).toBeLessThan(0.001);
      expect(stillWaiting()).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('no window of the venue sees more than its limit, wherever it begins, pauses or not', async () => {
  await fc.assert(
    fc.asyncProperty(limits, stepsOf(giveUp, pause), latency, async (limit, steps, latencyMs) => {
      const { departuresMs } = await run(limit, steps, latencyMs);
      const departures = departuresMs();
      const overfull = departures.filter((fromMs, place) => {
        const oneTooMany = departures[place + limit.requests];
        return oneTooMany !== undefined && oneTooMany - fromMs < limit.windowMs - 0.001;
      });
      expect(overfull).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('while Redis loses answers, at most one bucket more goes', async () => {
  await fc.assert(
    fc.asyncProperty(
      limits,
      stepsOf(giveUp, loseRedis),
      latency,
      async (limit, steps, latencyMs) => {
        const { departuresMs, stillWaiting } = await run(limit, steps, latencyMs);
        const { permits, permitEveryUs } = bucketOf(limit);
        expect(excess(departuresMs(), permitEveryUs / 1_000, permits)).toBeLessThan(
          permits + EXECUTORS,
        );
        expect(stillWaiting()).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
});
