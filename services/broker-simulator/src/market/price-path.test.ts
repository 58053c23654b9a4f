import { compare, decimal } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { Draw } from '../seed/draw.ts';
import { PricePath, TICK_MS } from './price-path.ts';

const path = (seed: string) =>
  new PricePath(new Draw(seed), new Map([['AAPL', decimal('178.50')]]));

test('a seed gives one price for each symbol and tick', () => {
  expect(path('1').priceAt('MSFT', 5_000)).toBe(path('1').priceAt('MSFT', 5_000 + TICK_MS - 1));
  expect(path('1').priceAt('MSFT', 5_000)).not.toBe(path('2').priceAt('MSFT', 5_000));
  expect(path('1').priceAt('MSFT', 5_000)).not.toBe(path('1').priceAt('IBM', 5_000));
});

test('a given price is stayed near, moved from, and spelled in cents', () => {
  const prices = Array.from({ length: 600 }, (_, tick) =>
    path('1').priceAt('AAPL', tick * TICK_MS),
  );
  for (const price of prices) {
    expect(price).toMatch(/^\d+\.\d\d$/);
    expect(compare(price, decimal('173.1'))).toBe(1);
    expect(compare(price, decimal('183.9'))).toBe(-1);
  }
  expect(new Set(prices).size).toBeGreaterThan(100);
});
