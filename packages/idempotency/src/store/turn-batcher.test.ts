import type { AccountId } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { createTurnBatcher } from './turn-batcher.ts';

const one = 'ONE' as AccountId;
const two = 'TWO' as AccountId;

function batcher(answer = (writes: readonly string[]) => writes.map((write) => `${write}!`)) {
  const calls: [string, readonly string[]][] = [];
  let flush = () => {};
  const send = createTurnBatcher<string, string>({
    send: async (accountId, writes) => {
      calls.push([accountId, writes]);
      return { nowMs: 7, results: answer(writes) };
    },
    afterThisTurn: (task) => {
      flush = task;
    },
    maxBatch: 3,
  });
  return { send, calls, endTurn: () => flush() };
}

test('what one turn asks of one account goes in one call', async () => {
  const { send, calls, endTurn } = batcher();
  const answers = [send(one, 'a'), send(two, 'b'), send(one, 'c')];
  endTurn();
  expect(await Promise.all(answers)).toEqual([
    { nowMs: 7, result: 'a!' },
    { nowMs: 7, result: 'b!' },
    { nowMs: 7, result: 'c!' },
  ]);
  expect(calls).toEqual([
    ['ONE', ['a', 'c']],
    ['TWO', ['b']],
  ]);
});

test('a call takes no more than its limit', async () => {
  const { send, calls, endTurn } = batcher();
  const answers = ['a', 'b', 'c', 'd'].map((write) => send(one, write));
  endTurn();
  await Promise.all(answers);
  expect(calls.map(([, writes]) => writes)).toEqual([['a', 'b', 'c'], ['d']]);
});

test('a call that fails fails for all who were in it, and the next turn is a new one', async () => {
  let isDown = true;
  const { send, endTurn } = batcher((writes) => {
    if (isDown) throw new Error('down');
    return [...writes];
  });
  const failing = Promise.allSettled([send(one, 'a'), send(one, 'b')]);
  endTurn();
  expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isDown = false;
  const next = send(one, 'c');
  endTurn();
  expect(await next).toEqual({ nowMs: 7, result: 'c' });
});

test('a missing answer is an error and not somebody else’s answer', async () => {
  const { send, endTurn } = batcher((writes) => writes.slice(1));
  const answers = Promise.allSettled([send(one, 'a'), send(one, 'b')]);
  endTurn();
  expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});
