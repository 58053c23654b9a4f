import { expect, test } from 'vitest';
import { accountUnderTest } from '../testing/account-under-test.ts';
import type { Round } from './account-ports.ts';
import { pollAccount } from './poll-account.ts';
import { PollTiming } from './poll-timing.ts';

const DONE: Round = { kind: 'done' };
const BEHIND: Round = { kind: 'done', isBehind: true };
const AWAY: Round = { kind: 'away', text: 'no answer' };

interface Steps {
  readonly rounds: readonly Round[];
  readonly quickMs?: number;
  readonly slowMs?: number;
  /** Done during the round of this number, counted from 0. */
  readonly during?: Readonly<Record<number, (timing: PollTiming) => void>>;
}

async function pausesAfter({ rounds, quickMs = 200, slowMs = 2_000, during = {} }: Steps) {
  const { clock, ports, logged, stopping } = accountUnderTest();
  const pauses: number[] = [];
  let answered = 0;
  let round = -1;
  const timing = new PollTiming({
    ...{ quickMs, slowMs, signal: stopping.signal, onStreaming() {} },
    monotonicMs: clock.monotonicMs,
    sleep: async (durationMs) => {
      pauses.push(durationMs);
      clock.elapsedMs += durationMs;
    },
  });
  await pollAccount(
    {
      async round() {
        round += 1;
        during[round]?.(timing);
        if (round === rounds.length) stopping.abort();
        return rounds[round] ?? DONE;
      },
    },
    {
      ...{ accountId: 'acct-1', timing, signal: stopping.signal, log: ports.log },
      onRound: () => {
        answered += 1;
      },
    },
  );
  return { pauses, logged, answered };
}

test('rounds are a poll apart; while the venue is away the pauses double up to ten seconds', async () => {
  const rounds = [DONE, AWAY, AWAY, AWAY, AWAY, AWAY, AWAY, AWAY, AWAY, DONE, DONE];
  expect(await pausesAfter({ rounds })).toMatchObject({
    pauses: [200, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000, 200, 200],
    answered: 3,
  });
});

test('that the venue went and that it is back are one log line each', async () => {
  const { logged } = await pausesAfter({ rounds: [AWAY, AWAY, DONE, DONE, AWAY] });
  expect(logged.map(({ event, level, reason }) => [event, level, reason])).toEqual([
    ['venue-away', 'warn', 'no answer'],
    ['venue-back', 'info', undefined],
    ['venue-away', 'warn', 'no answer'],
  ]);
});

test('a slow poll is not made quicker by an absent venue', async () => {
  const { pauses } = await pausesAfter({ rounds: [AWAY, AWAY, AWAY], quickMs: 30_000 });
  expect(pauses).toEqual([30_000, 30_000, 30_000]);
});

test('after each new connection a round comes at once, and then slowly for as long as it lives', async () => {
  const { pauses } = await pausesAfter({
    rounds: [DONE, DONE, DONE, DONE, DONE],
    during: { 1: (timing) => timing.streaming(true), 3: (timing) => timing.streaming(false) },
  });
  // Rounds 2 and 4 come without a pause.
  expect(pauses).toEqual([200, 2_000, 200]);
});

test('what only a round can find out is asked for at once, and eagerly for five seconds', async () => {
  const { pauses } = await pausesAfter({
    rounds: Array.from({ length: 6 }, () => DONE),
    quickMs: 2_000,
    slowMs: 20_000,
    during: { 0: (timing) => timing.streaming(true), 1: (timing) => timing.gap() },
  });
  expect(pauses).toEqual([2_000, 2_000, 2_000, 20_000]);
});

test('with more to ask than one round holds the next one comes soon also while there is a stream', async () => {
  const { pauses } = await pausesAfter({
    rounds: [DONE, BEHIND, DONE],
    during: { 0: (timing) => timing.streaming(true) },
  });
  expect(pauses).toEqual([200, 2_000]);
});
