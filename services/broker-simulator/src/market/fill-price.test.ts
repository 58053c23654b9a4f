import { decimal } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { fillPrice, isTriggered } from './fill-price.ts';

const MARKET = decimal('100.00');
const price = (text: string | null) => (text === null ? null : decimal(text));

test.each<['buy' | 'sell', string | null, string | null]>([
  ['buy', null, '100.00'],
  ['sell', null, '100.00'],
  ['buy', '100', '100.00'],
  ['buy', '100.01', '100.00'],
  ['buy', '99.99', null],
  ['sell', '100', '100.00'],
  ['sell', '99.99', '100.00'],
  ['sell', '100.01', null],
])('a %s with limit %s fills at %s', (side, limit, filledAt) => {
  const order = { side, type: 'limit', limitPrice: price(limit), stopPrice: null } as const;
  expect(fillPrice(order, MARKET)).toBe(filledAt);
});

test.each<['buy' | 'sell', string | null, boolean]>([
  ['buy', null, true],
  ['buy', '100', true],
  ['buy', '100.01', false],
  ['sell', '100', true],
  ['sell', '99.99', false],
])('a %s with stop %s is set off: %s', (side, stop, isSetOff) => {
  const order = { side, type: 'stop', limitPrice: null, stopPrice: price(stop) } as const;
  expect(isTriggered(order, MARKET)).toBe(isSetOff);
});
