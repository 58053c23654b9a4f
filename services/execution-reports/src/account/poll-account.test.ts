import { expect, test } from 'vitest';
import { accountUnderTest } from '../testing/account-under-test.ts';
import type { Round } from './account-ports.ts';
import { pollAccount } from './account-reports.ts';

const DONE: Round = { kind: 'done' };
const AWAY: Round = { kind: 'away', text: 'no answer' };

async function pausesAfter(rounds: readonly Round[], pollMs: number) {
  const { ports, logged, stopping } = accountUnderTest();
  const left = [...rounds];
  const pauses: number[] = [];
  await pollAccount(
    { round: async () => left.shift() ?? DONE },
    {
      ...{ accountId: 'acct-1', pollMs, signal: stopping.signal, log: ports.log },
      sleep: async (durationMs) => {
        pauses.push(durationMs);
        if (left.length === 0) stopping.abort();
      },
    },
  );
  return { pauses, logged };
}

test('rounds are a poll apart; while the venue is away the pauses double up to ten seconds', async () => {
  const rounds = [DONE, AWAY, AWAY, AWAY, AWAY, AWAY, AWAY, AWAY, AWAY, DONE, DONE];
  expect((await pausesAfter(rounds, 200)).pauses).toEqual([
    200, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000, 200, 200,
  ]);
});

test('that the venue went and that it is back are one log line each', async () => {
  const { logged } = await pausesAfter([AWAY, AWAY, DONE, DONE, AWAY], 10);
  expect(logged.map(({ event, level, reason }) => [event, level, reason])).toEqual([
    ['venue-away', 'warn', 'no answer'],
    ['venue-back', 'info', undefined],
    ['venue-away', 'warn', 'no answer'],
  ]);
});

test('a slow poll is not made quicker by an absent venue', async () => {
  expect((await pausesAfter([AWAY, AWAY, AWAY], 30_000)).pauses).toEqual([30_000, 30_000, 30_000]);
});
