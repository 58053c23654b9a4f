import { describe, expect, test } from 'vitest';
import { forgettingAges } from './planted-bugs.ts';
import { type Interval, runReplay } from './replay.ts';

const INTENTS = 400;
const TIMEOUT_MS = 120_000;
const INTERVALS: readonly Interval[] = [
  'settled records came to their end',
  'the store was emptied',
];
const VENUES = ['refused-for-ever', 'accepted'] as const;
const CASES = INTERVALS.flatMap((interval) =>
  VENUES.map((repeatedClientOrderId) => ({ interval, repeatedClientOrderId })),
);

describe.each(CASES)(
  'everything produced again after $interval, on a venue where a repeat is $repeatedClientOrderId',
  (given) => {
    test(
      'changes nothing',
      async () => {
        const replay = await runReplay({ ...given, seed: 21, intents: INTENTS, losesStore: true });
        expect(replay.violations).toEqual([]);
        expect(replay.settledAfterMs).not.toBeNull();
        expect(replay.after.intents.length).toBe(2 * replay.before.intents.length);
      },
      TIMEOUT_MS,
    );

    test(
      'is seen by the judge when nothing is rebuilt',
      async () => {
        const replayPorts = { outcomesToRebuildFrom: () => [] };
        expect(await brokenInvariants({ ...given, replayPorts })).toContain(8);
      },
      TIMEOUT_MS,
    );
  },
);

test.each(VENUES)(
  'the judge sees an old intent taken for a new one because its record came to its end: %s',
  async (repeatedClientOrderId) => {
    const interval = 'settled records came to their end';
    const replayPorts = { claims: forgettingAges };
    const broken = await brokenInvariants({ repeatedClientOrderId, interval, replayPorts });
    expect(broken).toContain(8);
    expect(broken).toContain(1);
  },
  TIMEOUT_MS,
);

async function brokenInvariants(
  options: Pick<
    Parameters<typeof runReplay>[0],
    'interval' | 'repeatedClientOrderId' | 'replayPorts'
  >,
) {
  const { violations } = await runReplay({ ...options, seed: 22, intents: 200 });
  return [...new Set(violations.map(({ invariant }) => invariant))];
}
