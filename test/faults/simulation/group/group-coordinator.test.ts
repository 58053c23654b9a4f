import { expect, test } from 'vitest';
import { virtualTime } from '../clock/virtual-time.ts';
import { SESSION_TIMEOUT_MS } from '../settings.ts';
import { groupCoordinator, type Joined } from './group-coordinator.ts';

const PARTITIONS = 4;

function world() {
  const time = virtualTime();
  const group = groupCoordinator(time, PARTITIONS);
  const until = (ms: number) => {
    time.after(ms - time.nowMs(), () => {});
    return time.run(() => time.nowMs() >= ms);
  };
  return { time, group, until };
}

test('the members share the partitions, and each waits for the others to join anew', async () => {
  const { group, until } = world();
  expect(await group.join('a')).toEqual({ generation: 1, partitions: [0, 1, 2, 3] });
  const joined: Joined[] = [];
  void group.join('b').then((b) => joined.push(b));
  await until(100);
  expect(joined).toEqual([]);
  expect(group.heartbeat('a', 1)).toBe('rebalancing');
  expect(await group.join('a')).toEqual({ generation: 2, partitions: [0, 2] });
  expect(joined).toEqual([{ generation: 2, partitions: [1, 3] }]);
});

test('a silent member is put out after its session, and its commits are refused', async () => {
  const { group, until } = world();
  await group.join('a');
  expect(group.commit('a', 1, new Map([[0, 5]]))).toBe(true);
  await until(SESSION_TIMEOUT_MS + 1);
  expect(group.heartbeat('a', 1)).toBe('unknown-member');
  expect(group.commit('a', 1, new Map([[0, 9]]))).toBe(false);
  expect(group.committed.get(0)).toBe(5);
});

test('a rebalance does not wait for ever, and an old generation commits nothing after it', async () => {
  const { group, until } = world();
  await group.join('zombie');
  const joined = group.join('b');
  expect(group.commit('zombie', 1, new Map([[0, 5]]))).toBe(true);
  await until(SESSION_TIMEOUT_MS + 100);
  expect(await joined).toEqual({ generation: 2, partitions: [0, 1, 2, 3] });
  expect(group.commit('zombie', 1, new Map([[0, 9]]))).toBe(false);
  expect(group.committed.get(0)).toBe(5);
});
