import { decimal } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { type CountedFills, countUpTo, type FillReport, NO_FILLS } from './counted-fills.ts';

function report(fields: Readonly<Record<keyof FillReport, string>> | Record<string, string>) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, text]) => [name, decimal(text)]),
  ) as unknown as FillReport;
}

const counted = (...reports: Record<string, string>[]): CountedFills =>
  reports.map(report).reduce(countUpTo, NO_FILLS);

test('fills add up to their quantity and their cost', () => {
  expect(
    counted(
      { cumQty: '2', lastQty: '2', lastPx: '10' },
      { cumQty: '5', lastQty: '3', lastPx: '11' },
    ),
  ).toEqual({ cumQty: '5', cost: '53', unpricedQty: '0' });
});

test('a report of what was counted already gives back the same object', () => {
  const once = counted({ cumQty: '5', lastQty: '5', lastPx: '11' });
  expect(countUpTo(once, report({ cumQty: '5', lastQty: '5', lastPx: '11' }))).toBe(once);
  expect(countUpTo(once, report({ cumQty: '5.0', lastQty: '3', lastPx: '99' }))).toBe(once);
  expect(countUpTo(once, report({ cumQty: '2', lastQty: '2', lastPx: '10' }))).toBe(once);
});

test('a gap is counted fully, at the price of the last fill when no average is told', () => {
  expect(
    counted(
      { cumQty: '2', lastQty: '2', lastPx: '10' },
      { cumQty: '10', lastQty: '3', lastPx: '11' },
    ),
  ).toEqual({ cumQty: '10', cost: '108', unpricedQty: '0' });
});

test('a gap is counted so that the order costs what the venue says on average', () => {
  expect(
    counted(
      { cumQty: '2', lastQty: '2', lastPx: '10' },
      { cumQty: '10', lastQty: '3', lastPx: '11', avgPx: '10.6' },
    ),
  ).toEqual({ cumQty: '10', cost: '106', unpricedQty: '0' });
});

test('without a gap the exact price counts and not the rounded average', () => {
  expect(
    counted(
      { cumQty: '1', lastQty: '1', lastPx: '10', avgPx: '10' },
      { cumQty: '3', lastQty: '2', lastPx: '10.01', avgPx: '10.007' },
    ).cost,
  ).toBe('30.02');
});

test('a quantity without any price is counted and marked', () => {
  expect(counted({ cumQty: '4' })).toEqual({ cumQty: '4', cost: '0', unpricedQty: '4' });
});

test('an average told later prices what was unpriced', () => {
  expect(counted({ cumQty: '4' }, { cumQty: '6', avgPx: '2.5' })).toEqual({
    cumQty: '6',
    cost: '15',
    unpricedQty: '0',
  });
});
