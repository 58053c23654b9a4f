import {
  GLOBAL,
  intent,
  killSwitch,
  limits,
  resume,
  resumeRequest,
} from '@orderonce/decisions/testing';
import { expect, test } from 'vitest';
import { createControlWorld } from '../testing/control-followers.ts';

const placed = intent();
const ofAccount = { kind: 'account', accountId: 'ACC-1' } as const;

test('every executor acknowledges a kill switch, a resume and limits, each once', async () => {
  const world = createControlWorld();
  const a = world.startExecutor({ executorId: 'a' });
  const b = world.startExecutor({ executorId: 'b' });
  await a.read();
  await b.read();
  world.say(killSwitch(GLOBAL), resumeRequest(GLOBAL), limits(ofAccount));
  for (const executor of [a, b, a, b]) await executor.read();
  world.say(resume(GLOBAL));
  for (const executor of [a, b, a, b]) await executor.read();
  expect(world.told().sort()).toEqual([
    'a change-1 done',
    'a change-3 done',
    'a change-5 done',
    'b change-1 done',
    'b change-3 done',
    'b change-5 done',
  ]);
});

test('a kill switch is acknowledged when the sends of its scope that had begun are over', async () => {
  const world = createControlWorld();
  const executor = world.startExecutor();
  await executor.read();
  const ended = executor.reading.beginSend(placed);
  world.say(killSwitch(GLOBAL));
  await executor.read();
  expect(executor.reading.killSwitch(placed)).not.toBeNull();
  expect(world.told()).toEqual([]);
  ended();
  await executor.read();
  expect(world.told()).toEqual(['executor-a change-1 done']);
});

test('a kill switch that was resumed at once is acknowledged all the same', async () => {
  const world = createControlWorld();
  const executor = world.startExecutor();
  await executor.read();
  world.say(killSwitch(GLOBAL), resumeRequest(GLOBAL), resume(GLOBAL));
  await executor.read();
  expect(world.told().sort()).toEqual(['executor-a change-1 done', 'executor-a change-3 done']);
});

test('a resume that does not name the kill switch that stands is refused', async () => {
  const world = createControlWorld();
  const executor = world.startExecutor();
  await executor.read();
  world.say(killSwitch(GLOBAL), resumeRequest(GLOBAL), killSwitch(GLOBAL, 'change-4'));
  world.say(resume(GLOBAL));
  await executor.read();
  expect(world.told()).toContain('executor-a change-3 refused');
});

test('an executor that starts later acknowledges what holds, and nothing that is over', async () => {
  const world = createControlWorld();
  world.say(killSwitch(GLOBAL), resumeRequest(GLOBAL), resume(GLOBAL));
  world.say(killSwitch(GLOBAL, 'change-4'), limits(ofAccount));
  const executor = world.startExecutor();
  await executor.read();
  expect(world.told().sort()).toEqual(['executor-a change-4 done', 'executor-a change-5 done']);
});

test('a change that stands on the topic twice is acknowledged once', async () => {
  const world = createControlWorld();
  const executor = world.startExecutor();
  await executor.read();
  world.say(killSwitch(GLOBAL), killSwitch(GLOBAL));
  await executor.read();
  expect(world.told()).toEqual(['executor-a change-1 done']);
});

test('an executor of the same id does not say again what the topic has', async () => {
  const world = createControlWorld();
  world.say(killSwitch(GLOBAL));
  await world.startExecutor().read();
  const again = world.startExecutor();
  await again.read();
  await again.read();
  expect(world.told()).toEqual(['executor-a change-1 done']);
});

test('a kill switch that cannot be read is not acknowledged, and stops everything', async () => {
  const world = createControlWorld();
  const executor = world.startExecutor();
  await executor.read();
  world.append({ key: 'kill-switch/global', value: '{"schemaVersion":2}' });
  await executor.read();
  expect(world.told()).toEqual([]);
  expect(executor.reading.killSwitch(placed)?.code).toBe('KILL_SWITCH');
});

test('an executor is ready when the topic was read to its end once', async () => {
  const world = createControlWorld();
  world.say(killSwitch(GLOBAL));
  const executor = world.startExecutor();
  let isReady = false;
  void executor.follower.ready.then(() => {
    isReady = true;
  });
  executor.follower.take([]);
  await new Promise((over) => setImmediate(over));
  expect(isReady).toBe(false);
  await executor.read();
  expect(isReady).toBe(true);
});

test('an executor that stops takes back its word', async () => {
  const world = createControlWorld();
  world.say(killSwitch(GLOBAL));
  const executor = world.startExecutor();
  await executor.read();
  await executor.follower.stop(0);
  expect(world.told()).toEqual([
    'executor-a change-1 done',
    'end of acknowledgement/executor-a/change-1',
  ]);
});

test('an executor that cannot say what it must has failed', async () => {
  const world = createControlWorld();
  const executor = world.startExecutor({
    publish: async () => {
      throw new Error('RECORD_REFUSED');
    },
  });
  await executor.read();
  world.say(killSwitch(GLOBAL));
  await executor.read();
  await expect(executor.follower.failed).rejects.toThrow('RECORD_REFUSED');
});
