import { createLogger } from '@orderonce/telemetry';
import { expect, test } from 'vitest';
import type { LeaseAnswer } from './reader-lease.ts';
import { takeTurns } from './take-turns.ts';

const log = createLogger({ name: 'test', level: 'silent' });

/** A store that answers as `answers` say, the last one for ever; time passes in sleeps only. */
function setUp(answers: readonly LeaseAnswer[], stopAtMs = 100_000) {
  const left = [...answers];
  const stopping = new AbortController();
  const happened: (readonly [number, string])[] = [];
  let nowMs = 0;
  const note = (what: string) => happened.push([nowMs, what]);
  const turns = {
    ...{ accountId: 'acct-1', leaseMs: 3_000, beginWithoutStoreMs: 10_000, log },
    signal: stopping.signal,
    lease: {
      take: async () => (left.length > 1 ? left.shift() : left[0]) ?? 'unknown',
      release: async () => {
        note('released');
      },
    },
    monotonicMs: () => nowMs,
    sleep: async (durationMs: number, signal: AbortSignal) => {
      if (!signal.aborted) nowMs += durationMs;
      if (nowMs >= stopAtMs) stopping.abort();
      await new Promise(setImmediate);
    },
    onTurn: (isReader: boolean) => note(isReader ? 'began' : 'ended'),
  };
  const untilAborted = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  return { turns, happened, untilAborted, stopping };
}

test('who waits begins as soon as the lease is free, and gives it back at the end', async () => {
  const { turns, happened, untilAborted } = setUp(['others', 'others', 'ours'], 3_000);
  await takeTurns(untilAborted, turns);
  expect(happened).toEqual([
    [1_000, 'began'],
    [3_000, 'ended'],
    [3_000, 'released'],
  ]);
});

test('a reader whose lease another took stops, and waits for its next turn', async () => {
  const { turns, happened, untilAborted } = setUp(
    ['ours', 'ours', 'others', 'others', 'ours'],
    4_000,
  );
  await takeTurns(untilAborted, turns);
  expect(happened.filter(([, what]) => what !== 'released')).toEqual([
    [0, 'began'],
    [1_000, 'ended'],
    [1_500, 'began'],
    [4_000, 'ended'],
  ]);
});

test('a reader goes on while the store gives no answer', async () => {
  const { turns, happened, untilAborted } = setUp(['ours', 'unknown'], 60_000);
  await takeTurns(untilAborted, turns);
  expect(happened.slice(0, 2)).toEqual([
    [0, 'began'],
    [60_000, 'ended'],
  ]);
});

test('who waits begins without an answer after ten seconds, and not before', async () => {
  const { turns, happened, untilAborted } = setUp(['others', 'others', 'unknown'], 20_000);
  await takeTurns(untilAborted, turns);
  expect(happened.slice(0, 1)).toEqual([[10_500, 'began']]);
});

test('who began without an answer stops when the lease turns out to be another’s', async () => {
  const unanswered = Array.from({ length: 22 }, () => 'unknown' as const);
  const { turns, happened, untilAborted } = setUp([...unanswered, 'others'], 20_000);
  await takeTurns(untilAborted, turns);
  expect(happened.map(([, what]) => what)).toEqual(['began', 'ended', 'released']);
});

test('a reading that fails ends the turns with its error', async () => {
  const { turns, happened } = setUp(['ours']);
  const read = () => Promise.reject(new Error('no log'));
  await expect(takeTurns(read, turns)).rejects.toThrow('no log');
  expect(happened.map(([, what]) => what)).toEqual(['began', 'ended', 'released']);
});
