import type { BrokerPosition } from '@orderonce/brokers';
import { decimal } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import type { PositionRecord } from '../store/records.ts';
import { breaksOf, differences, type Holdings } from './find-breaks.ts';

const here = (symbol: string, quantity: string, offset = '7') =>
  ({
    ...{ symbol, accountId: 'acct-1', position: { quantity } },
    changedAt: { partition: 2, offset },
  }) as unknown as PositionRecord;
const there = (symbol: string, quantity: string) =>
  ({ symbol, quantity: decimal(quantity), avgPx: decimal('1') }) as BrokerPosition;
const found = (holdings: Partial<Holdings>) =>
  differences({ ours: [], venue: [], isVenueWhole: true, ...holdings });
const aapl = (ours: string, venue: string, offset?: string) =>
  found({ ours: [here('AAPL', ours, offset)], venue: [there('AAPL', venue)] });
const symbols = (all: readonly { readonly symbol: string }[]) => all.map(({ symbol }) => symbol);

test('quantities are compared as amounts, and a position that is not there is zero', () => {
  expect(aapl('5', '5.00')).toEqual([]);
  expect(found({ ours: [here('AAPL', '0')] })).toEqual([]);
  expect(aapl('5', '8')).toEqual([{ symbol: 'AAPL', ours: '5', venue: '8', changedAt: '2/7' }]);
  expect(found({ ours: [here('IBM', '3')], venue: [there('AAPL', '-8')] })).toEqual([
    { symbol: 'IBM', ours: '3', venue: '0', changedAt: '2/7' },
    { symbol: 'AAPL', ours: '0', venue: '-8', changedAt: null },
  ]);
});

test('what a venue did not name may be among what could not be read', () => {
  const holdings = { ours: [here('IBM', '3')], venue: [there('AAPL', '8')], isVenueWhole: false };
  expect(symbols(found(holdings))).toEqual(['AAPL']);
});

test('a difference is a break when it stands twice with no change in between', () => {
  const none = new Set<string>();
  expect(breaksOf(aapl('5', '8'), [], none)).toEqual([]);
  expect(symbols(breaksOf(aapl('5', '8'), aapl('5', '8'), none))).toEqual(['AAPL']);
  expect(symbols(breaksOf(aapl('5', '9'), aapl('5', '8'), none))).toEqual(['AAPL']);
});

test('a fill under way is no break, however many follow each other', () => {
  const first = aapl('5', '8', '7');
  const second = aapl('8', '9', '9');
  expect(breaksOf(second, first, new Set())).toEqual([]);
});

test('an instrument of which nobody here ever heard is one too', () => {
  const strange = found({ venue: [there('TSLA', '1')] });
  expect(symbols(breaksOf(strange, strange, new Set()))).toEqual(['TSLA']);
});

test('a break stands until the quantities are equal', () => {
  const standing = new Set(['AAPL']);
  expect(symbols(breaksOf(aapl('6', '8', '9'), [], standing))).toEqual(['AAPL']);
  expect(breaksOf(aapl('8', '8', '9'), aapl('6', '8', '9'), standing)).toEqual([]);
});
