import type { AccountId, Outcome } from '@orderonce/contracts';
import type { RememberedAccount, StoreMemory } from '@orderonce/idempotency';
import { createLogger } from '@orderonce/telemetry';
import { expect, test } from 'vitest';
import { startRebuilder } from './rebuilder.ts';

const ONE = 'ACC-1' as AccountId;
const TWO = 'ACC-2' as AccountId;
const LASTS_MS = 1000;
const NEVER = new AbortController().signal;

/** A store whose memory a test can lose, an outcomes topic that can be away, and a clock that it moves. */
function open(haltsWork = true) {
  let nowMs = 0;
  let generation = 'first';
  let failures = 0;
  const notes = new Map<AccountId, RememberedAccount>();
  const readings: Array<{ readonly end: () => void }> = [];
  const begun: Array<() => void> = [];
  const answering: Array<() => void> = [];
  const memory: StoreMemory = {
    async look(accountId) {
      const note = notes.get(accountId);
      const isRebuilt = note?.generation === generation;
      const wholeForMs = isRebuilt ? Math.max(0, note.askedAtMs + LASTS_MS - nowMs) : 0;
      const seen = { generation, askedAtMs: nowMs, isRebuilt, wholeForMs };
      answering.shift()?.();
      return seen;
    },
    async restore(pages) {
      for await (const _ of pages);
      return { written: 0, kept: 0 };
    },
    async noteWhole(accountId, looked) {
      if (looked.generation !== generation) return false;
      notes.set(accountId, looked);
      return true;
    },
  };
  async function* readOutcomes(): AsyncGenerator<readonly Outcome[]> {
    if (failures > 0) {
      failures -= 1;
      throw new Error('the log is away');
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    readings.push({ end: resolve });
    begun.shift()?.();
    yield [];
    await promise;
  }
  const rebuilder = startRebuilder({
    memory,
    accountIds: [ONE],
    readOutcomes,
    haltsWork,
    clock: {
      epochMs: () => nowMs,
      monotonicMs: () => nowMs,
      async sleep(ms) {
        nowMs += ms;
      },
    },
    log: createLogger({ name: 'executor', level: 'silent' }),
    metrics: { restored: () => {}, rebuilding: () => {} },
  });
  return {
    rebuilder,
    readings,
    /** Runs while the answer to the next look is on its way. */
    whileAnswering: (happens: () => void) => void answering.push(happens),
    /** Resolves when the next reading of all outcomes begins. */
    nextReading: () => new Promise<void>((resolve) => void begun.push(resolve)),
    async endReading() {
      const back = rebuilder.rebuilt(ONE, NEVER);
      readings.at(-1)?.end();
      await back;
    },
    lose(name: string) {
      generation = name;
    },
    failNext(times: number) {
      failures = times;
    },
    pass(ms: number) {
      nowMs += ms;
    },
  };
}

test('at the start an account that nobody rebuilt yet is rebuilt, once', async () => {
  const { rebuilder, readings, nextReading, endReading } = open();
  expect(rebuilder.rebuilding()).toEqual([ONE]);
  await nextReading();
  await endReading();
  expect(rebuilder.rebuilding()).toEqual([]);
  expect(rebuilder.rebuilt(ONE, NEVER)).toBeUndefined();
  rebuilder.generationMet(ONE, 'first');
  expect(rebuilder.rebuilding()).toEqual([]);
  expect(readings.length).toBe(1);
});

test('a new generation is rebuilt, with all accounts that need it at once', async () => {
  const { rebuilder, readings, nextReading, endReading, lose } = open();
  await nextReading();
  await endReading();
  lose('second');
  rebuilder.generationMet(ONE, 'second');
  rebuilder.generationMet(TWO, 'second');
  await nextReading();
  expect(rebuilder.rebuilding()).toEqual([ONE, TWO]);
  const other = rebuilder.rebuilt(TWO, NEVER);
  await endReading();
  await other;
  expect(readings.length).toBe(2);
});

test('a memory that is lost during a rebuild is rebuilt again before anybody goes on', async () => {
  const { rebuilder, readings, nextReading, lose } = open();
  await nextReading();
  let isBack = false;
  const back = rebuilder.rebuilt(ONE, NEVER)?.then(() => {
    isBack = true;
  });
  lose('second');
  const again = nextReading();
  readings[0]?.end();
  await again;
  expect(isBack).toBe(false);
  readings[1]?.end();
  await back;
  expect(rebuilder.rebuilt(ONE, NEVER)).toBeUndefined();
});

test('a loss that is met while an older look is on its way is not taken for seen', async () => {
  const { rebuilder, readings, nextReading, endReading, whileAnswering, lose } = open();
  await nextReading();
  await endReading();
  whileAnswering(() => {
    lose('third');
    rebuilder.generationMet(ONE, 'third');
  });
  rebuilder.generationMet(ONE, 'second');
  await nextReading();
  expect(rebuilder.rebuilding()).toEqual([ONE]);
  await endReading();
  expect(readings.length).toBe(2);
});

test('a rebuild that fails is tried again until it succeeds', async () => {
  const { rebuilder, readings, nextReading, endReading, failNext } = open();
  failNext(3);
  expect(rebuilder.rebuilding()).toEqual([ONE]);
  await nextReading();
  await endReading();
  expect(readings.length).toBe(1);
  expect(rebuilder.rebuilding()).toEqual([]);
});

test('who waits goes on when it is told to stop', async () => {
  const { rebuilder, nextReading } = open();
  await nextReading();
  const stop = new AbortController();
  const waiting = rebuilder.rebuilt(ONE, stop.signal);
  stop.abort();
  await waiting;
  expect(rebuilder.rebuilding()).toEqual([ONE]);
});

test('a gap that shows when restored records may have ended is rebuilt again; new intents go on', async () => {
  const { rebuilder, readings, nextReading, endReading, pass } = open();
  await nextReading();
  await endReading();
  pass(LASTS_MS);
  rebuilder.generationMet(ONE, 'first');
  expect(rebuilder.rebuilding()).toEqual([]);
  expect(rebuilder.rebuilt(ONE, NEVER)).toBeDefined();
  expect(rebuilder.reopened(ONE, NEVER)).toBeUndefined();
  await nextReading();
  await endReading();
  expect(readings.length).toBe(2);
});

test('new intents wait for a new generation only where work halts', async () => {
  const halting = open(true);
  expect(halting.rebuilder.reopened(ONE, NEVER)).toBeDefined();
  expect(halting.rebuilder.reopened(TWO, NEVER)).toBeUndefined();
  await halting.nextReading();
  await halting.endReading();
  expect(halting.rebuilder.reopened(ONE, NEVER)).toBeUndefined();
  const degrading = open(false);
  expect(degrading.rebuilder.reopened(ONE, NEVER)).toBeUndefined();
});
