import type { Decimal } from '@orderonce/contracts';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { changedRules, ruleOptions, rulesText } from './limit-rules.ts';

const read = (given: object) => z.object(ruleOptions).safeParse(given);

it('changes the named rules and leaves the others as they are', () => {
  const before = { maxQuantity: '500' as Decimal, maxNotional: '1000' as Decimal };
  expect(changedRules(before, { maxNotional: '2000' as Decimal, maxOrdersPerSecond: 5 })).toEqual({
    maxQuantity: '500',
    maxNotional: '2000',
    maxOrdersPerSecond: 5,
  });
  expect(changedRules(before, { maxQuantity: null })).toEqual({ maxNotional: '1000' });
});

it('reads rules from text, and "none" as their end', () => {
  expect(
    read({ maxQuantity: '500', maxOrdersPerSecond: '20', allowStrategies: 'MOM, REV' }).data,
  ).toEqual({ maxQuantity: '500', maxOrdersPerSecond: 20, allowStrategies: ['MOM', 'REV'] });
  expect(read({ maxNotional: 'none', allowStrategies: 'none' }).data).toEqual({
    maxNotional: null,
    allowStrategies: null,
  });
});

it.each([
  { maxQuantity: '-5' },
  { maxNotional: '1e3' },
  { maxOrdersPerSecond: '0' },
  { maxOrdersPerSecond: '1.5' },
  { allowStrategies: 'mom' },
])('refuses %j', (given) => {
  expect(read(given).success).toBe(false);
});

it('says the rules in words', () => {
  expect(rulesText({})).toBe('no limit');
  expect(rulesText({ allowedStrategyIds: [], maxOrdersPerSecond: 3 })).toBe(
    '≤ 3 orders/s; only nobody',
  );
});
