import { decimal, type TradingSymbol } from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OccurrenceCounter } from './occurrence-counter.ts';

const buy = { symbol: 'AAPL' as TradingSymbol, side: 'BUY', quantity: decimal('10') } as const;

test('equal orders are numbered, different ones each for themselves', () => {
  const counter = new OccurrenceCounter();
  expect([
    counter.next(buy, 0),
    counter.next(buy, 1),
    counter.next({ ...buy, side: 'SELL' }, 2),
    counter.next({ ...buy, symbol: 'IBM' as TradingSymbol }, 3),
    counter.next({ ...buy, quantity: decimal('9') }, 4),
    counter.next(buy, 5),
  ]).toEqual([1, 2, 1, 1, 1, 3]);
});

test('the count goes on over the turn of a minute, and begins again after two quiet ones', () => {
  const counter = new OccurrenceCounter();
  expect([counter.next(buy, 59_900), counter.next(buy, 60_100)]).toEqual([1, 2]);
  expect(counter.next(buy, 60_100 + 119_999)).toBe(3);
  expect(counter.next(buy, 60_100 + 119_999 + 120_000)).toBe(1);
});

test('two equal orders less than two minutes apart never have the same number', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 130_000 }), { minLength: 2, maxLength: 50 });
  fc.assert(
    fc.property(steps, (gaps) => {
      const counter = new OccurrenceCounter();
      let nowMs = 0;
      const numbered = gaps.map((gapMs) => {
        nowMs += gapMs;
        return { nowMs, occurrence: counter.next(buy, nowMs) };
      });
      for (const a of numbered)
        for (const b of numbered)
          if (a !== b && Math.abs(a.nowMs - b.nowMs) < 120_000)
            expect(a.occurrence).not.toBe(b.occurrence);
    }),
  );
});
