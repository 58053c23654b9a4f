import { decimal } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { decide } from './decide.ts';

const decided = (prices: string, position: string) =>
  decide(prices.split(' ').map(decimal), decimal(position)).map(
    ({ side, quantity }) => `${side} ${quantity}`,
  );

test('it buys a full position when the price rises above that of three periods before', () => {
  expect(decided('10 10 10 9 10.01', '0')).toEqual(['BUY 10']);
});

test('it sells all when the price falls below that of three periods before', () => {
  expect(decided('10 10 10 11 9.99', '10')).toEqual(['SELL 10']);
  expect(decided('10 10 10 11 9.99', '3.5')).toEqual(['SELL 3.5']);
});

test('it buys only what is missing, and sells only what it has', () => {
  expect(decided('10 10 10 9 10.01', '4')).toEqual(['BUY 6']);
  expect(decided('10 10 10 9 10.01', '10')).toEqual([]);
  expect(decided('10 10 10 11 9.99', '0')).toEqual([]);
});

test('it does nothing while momentum keeps its sign', () => {
  expect(decided('10 10 10 11 12', '0')).toEqual([]);
  expect(decided('10 10 10 9 8', '10')).toEqual([]);
});

test('no momentum is neither sign, so leaving it is a turn and reaching it is none', () => {
  expect(decided('10 10 10 10 10.01', '0')).toEqual(['BUY 10']);
  expect(decided('10 10 10 10 9.99', '10')).toEqual(['SELL 10']);
  expect(decided('10 10 10 9 10', '0')).toEqual([]);
  expect(decided('10 10 10 11 10', '10')).toEqual([]);
});

test('a difference that binary fractions would lose decides', () => {
  expect(decided('1 0.3 0.3 1 0.300000000001', '0')).toEqual(['BUY 10']);
  expect(decided('1 0.30 0.3 1 0.3', '0')).toEqual([]);
});

test('it waits until there are prices enough', () => {
  expect(decided('10 10 9 10.01', '0')).toEqual([]);
});
