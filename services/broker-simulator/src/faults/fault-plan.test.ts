import { expect, test } from 'vitest';
import { Draw } from '../seed/draw.ts';
import { NO_TWIST } from '../venue/make-order.ts';
import { FaultPlan } from './fault-plan.ts';
import { type FaultRule, faultRulesSchema } from './fault-rule.ts';
import { hitRequest } from './request-hit.ts';

const plan = (rules: unknown, seed = '1') =>
  new FaultPlan(new Draw(seed), faultRulesSchema.parse(rules));

const submit = (
  order: number,
  more: { number?: number; accountId?: string; symbol?: string } = {},
) => ({
  accountId: 'paper-1',
  symbol: 'AAPL',
  clientOrderId: `order-${order}`,
  number: 1,
  ...more,
});

/** The numbers of the orders, of 200, that are hit when they arrive in this order. */
function hitOrders(faults: FaultPlan, numbers: readonly number[], attempt = 1): number[] {
  const hit = numbers.filter(
    (number) => hitRequest(faults, submit(number, { number: attempt })).fault !== undefined,
  );
  return hit.sort((a, b) => a - b);
}

const NUMBERS = Array.from({ length: 200 }, (_, index) => index);
const TENTH = [{ fault: 'answer-lost-503', rate: 0.1 }];

test('a rate hits the same orders in whatever order they arrive', () => {
  const hit = hitOrders(plan(TENTH), NUMBERS);
  expect(hit.length).toBeGreaterThan(8);
  expect(hit.length).toBeLessThan(35);
  expect(hitOrders(plan(TENTH), NUMBERS.toReversed())).toEqual(hit);
});

test('another seed, and another attempt, are hit otherwise', () => {
  const hit = hitOrders(plan(TENTH), NUMBERS);
  expect(hitOrders(plan(TENTH, '2'), NUMBERS)).not.toEqual(hit);
  expect(hitOrders(plan(TENTH), NUMBERS, 2)).not.toEqual(hit);
});

test.each<[FaultRule, object]>([
  [
    { fault: 'answer-lost-503', rate: 1 },
    { answer: 'answer-lost-503', slowMs: 0, twist: NO_TWIST },
  ],
  [
    { fault: 'answer-lost-reset', rate: 1 },
    { answer: 'answer-lost-reset', slowMs: 0, twist: NO_TWIST },
  ],
  [
    { fault: 'refuse-503', rate: 1 },
    { answer: 'refuse-503', slowMs: 0, twist: NO_TWIST },
  ],
  [
    { fault: 'slow-ms', rate: 1, ms: 7 },
    { answer: 'given', slowMs: 7, twist: NO_TWIST },
  ],
  [
    { fault: 'hide-ms', rate: 1, ms: 7 },
    { answer: 'given', slowMs: 0, twist: { ...NO_TWIST, hideMs: 7 } },
  ],
])('the rule %o does that and no more', (rule, hit) => {
  expect(hitRequest(plan([rule]), submit(1))).toEqual({ ...hit, fault: rule.fault });
});

test('several faults hit one request, but its answer is lost in one way only', () => {
  const faults = plan([
    { fault: 'slow-ms', ms: 5 },
    { fault: 'answer-lost-reset' },
    { fault: 'answer-lost-503' },
    { fault: 'hide-ms', ms: 9 },
  ]);
  expect(hitRequest(faults, submit(1))).toEqual({
    fault: 'slow-ms+answer-lost-reset+hide-ms',
    answer: 'answer-lost-reset',
    slowMs: 5,
    twist: { ...NO_TWIST, hideMs: 9 },
  });
  expect(faults.fired).toMatchObject({
    'answer-lost-503': 0,
    'answer-lost-reset': 1,
    'refuse-503': 0,
    'slow-ms': 1,
    'hide-ms': 1,
  });
});

test('a rule keeps to its account, its symbol and its next requests', () => {
  const faults = plan([{ fault: 'refuse-503', accountId: 'paper-1', symbol: 'AAPL', next: 2 }]);
  expect(hitRequest(faults, submit(1, { accountId: 'paper-2' })).fault).toBeUndefined();
  expect(hitRequest(faults, submit(1, { symbol: 'MSFT' })).fault).toBeUndefined();
  expect(hitRequest(faults, submit(1)).fault).toBe('refuse-503');
  expect(faults.rules).toMatchObject([{ fault: 'refuse-503', next: 1 }]);
  expect(hitRequest(faults, submit(2)).fault).toBe('refuse-503');
  expect(hitRequest(faults, submit(3)).fault).toBeUndefined();
  expect(faults.rules).toEqual([]);
});

test('new rules take the place of the old ones, and what fired stays counted', () => {
  const faults = plan([{ fault: 'refuse-503' }]);
  hitRequest(faults, submit(1));
  faults.activate([]);
  expect(hitRequest(faults, submit(2)).fault).toBeUndefined();
  expect(faults.fired['refuse-503']).toBe(1);
});
