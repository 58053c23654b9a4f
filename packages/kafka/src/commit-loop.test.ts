import { expect, test } from 'vitest';
import { startCommitLoop } from './commit-loop.ts';
import type { CommitPlan } from './lane-engine-port.ts';

/** A loop over a plan that the test sets, a log that answers when told, a timer that fires when told. */
function harness() {
  let plan: CommitPlan = { epoch: 1, positions: new Map() };
  const acknowledged: CommitPlan[] = [];
  const sent: { positions: CommitPlan['positions']; answer: PromiseWithResolvers<void> }[] = [];
  const timers = new Set<{ delayMs: number; run: () => void }>();
  const loop = startCommitLoop({
    engine: {
      commitPlan: () => plan,
      committed: (done) => {
        acknowledged.push(done);
      },
    },
    send: (positions) => {
      const answer = Promise.withResolvers<void>();
      sent.push({ positions, answer });
      return answer.promise;
    },
    intervalMs: 200,
    scheduler: {
      monotonicMs: () => 0,
      after: (delayMs, run) => {
        if (delayMs === 0) queueMicrotask(run);
        const timer = { delayMs, run };
        if (delayMs > 0) timers.add(timer);
        return () => timers.delete(timer);
      },
    },
    log: () => {},
  });
  const tick = () => {
    const due = [...timers];
    timers.clear();
    for (const { run } of due) run();
  };
  const due = (position: number) => {
    plan = { epoch: 1, positions: new Map([[0, position]]) };
    return plan;
  };
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { loop, sent, acknowledged, timers, tick, due, settle };
}

test('nothing is sent while nothing is due', () => {
  const { sent, tick } = harness();
  tick();
  expect(sent).toEqual([]);
});

test('one commit is on its way at a time', async () => {
  const { sent, acknowledged, tick, due, settle } = harness();
  const first = due(5);
  tick();
  due(9);
  tick();
  expect(sent.map(({ positions }) => positions.get(0))).toEqual([5]);
  sent[0]?.answer.resolve();
  await settle();
  expect(acknowledged).toEqual([first]);
  tick();
  expect(sent.map(({ positions }) => positions.get(0))).toEqual([5, 9]);
});

test('a refused commit is not acknowledged and does not end the loop', async () => {
  const { sent, acknowledged, tick, due, settle } = harness();
  due(5);
  tick();
  sent[0]?.answer.reject(new Error('ILLEGAL_GENERATION'));
  await settle();
  expect(acknowledged).toEqual([]);
  tick();
  expect(sent).toHaveLength(2);
});

test('a flush waits for the commit on its way and then sends what is due by then', async () => {
  const { loop, sent, tick, due, settle } = harness();
  due(5);
  tick();
  const flushed = loop.flush();
  due(9);
  sent[0]?.answer.resolve();
  await settle();
  expect(sent.map(({ positions }) => positions.get(0))).toEqual([5, 9]);
  sent[1]?.answer.resolve();
  await flushed;
});

test('a stopped loop leaves no timer behind', () => {
  const { loop, timers } = harness();
  expect([...timers].map(({ delayMs }) => delayMs)).toEqual([200]);
  loop.stop();
  expect(timers.size).toBe(0);
});
