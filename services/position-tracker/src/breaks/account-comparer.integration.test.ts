import type { PositionsResult } from '@orderonce/brokers';
import { accountIdSchema, decimal, symbolSchema } from '@orderonce/contracts';
import { trade } from '@orderonce/positions/testing';
import { expect, test } from 'vitest';
import { stateUnderTest, takeAll } from '../testing/state-under-test.ts';
import { AccountComparer } from './account-comparer.ts';
import { BreakBoard } from './break-board.ts';

const accountId = accountIdSchema.parse('acct-1');

const holding = (quantity: string): PositionsResult => ({
  kind: 'found',
  unrecognised: [],
  positions: [
    { symbol: symbolSchema.parse('AAPL'), quantity: decimal(quantity), avgPx: decimal('100') },
  ],
});

async function comparing() {
  const state = await stateUnderTest();
  const board = new BreakBoard(state.redis, state.state);
  let answer: PositionsResult = holding('4');
  let end = '0';
  let nowMs = 0;
  const createComparer = () =>
    new AccountComparer({
      ...{ accountId, board, reader: state.reader, timeoutMs: 100 },
      broker: { positions: async () => answer },
      ends: async () => new Map([[0, end]]),
      nowMs: () => ++nowMs,
    });
  const store = state.createStore();
  return {
    ...{ state, board, createComparer, comparer: createComparer() },
    venue: (next: PositionsResult) => {
      answer = next;
    },
    async bought(cumQty: string, lastQty: string) {
      await takeAll(store, [trade(cumQty, lastQty, '100')]);
      end = String(Number(end) + 1);
    },
    logGrows: () => {
      end = String(Number(end) + 1);
    },
    [Symbol.asyncDispose]: () => state[Symbol.asyncDispose](),
  };
}

test('a difference that stays is a break, once, and it goes when the positions are equal', async () => {
  await using at = await comparing();
  await at.bought('4', '4');
  at.venue(holding('7'));
  expect(await at.comparer.compare()).toEqual({ began: [], ended: [] });
  const told = { accountId, symbol: 'AAPL', ours: '4', venue: '7', sinceMs: 2 };
  expect(await at.comparer.compare()).toEqual({ began: [told], ended: [] });
  expect(await at.comparer.compare()).toEqual({ began: [], ended: [] });
  expect(await at.board.breaks()).toEqual([told]);
  expect(await at.board.comparisons()).toEqual([{ accountId, result: 'differs', atMs: 3 }]);
  await at.bought('7', '3');
  expect(await at.comparer.compare()).toMatchObject({ began: [], ended: [{ symbol: 'AAPL' }] });
  expect(await at.board.breaks()).toEqual([]);
  expect(await at.board.comparisons()).toEqual([{ accountId, result: 'equal', atMs: 4 }]);
});

test('fills under way at every comparison are no breaks', async () => {
  await using at = await comparing();
  for (let quantity = 1; quantity < 6; quantity += 1) {
    at.venue(holding(String(quantity)));
    expect(await at.comparer.compare()).toEqual({ began: [], ended: [] });
    await at.bought(String(quantity), '1');
  }
});

test('while outcomes are still being read nothing is a break', async () => {
  await using at = await comparing();
  at.venue(holding('7'));
  at.logGrows();
  await at.comparer.compare();
  await at.comparer.compare();
  expect(await at.board.breaks()).toEqual([]);
  expect(await at.board.comparisons()).toMatchObject([{ result: 'behind' }]);
});

test('a venue that gives no answer leaves breaks as they are, and says nothing about others', async () => {
  await using at = await comparing();
  at.venue(holding('7'));
  await at.comparer.compare();
  at.venue({ kind: 'unknown', text: 'timed out' });
  await at.comparer.compare();
  expect(await at.board.comparisons()).toMatchObject([{ result: 'unanswered', text: 'timed out' }]);
  at.venue(holding('7'));
  await at.comparer.compare();
  expect(await at.board.breaks()).toEqual([]);
  await at.comparer.compare();
  expect(await at.board.breaks()).toHaveLength(1);
});

test('a break that another instance found goes on, and is not told again', async () => {
  await using at = await comparing();
  at.venue(holding('7'));
  await at.comparer.compare();
  await at.comparer.compare();
  expect(await at.createComparer().compare()).toEqual({ began: [], ended: [] });
  expect(await at.board.breaks()).toMatchObject([{ sinceMs: 2 }]);
});
