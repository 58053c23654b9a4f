import { expect, test } from 'vitest';
import { Draw } from '../seed/draw.ts';
import { FaultPlan } from './fault-plan.ts';
import { faultRulesSchema } from './fault-rule.ts';
import { hitFrame } from './frame-hit.ts';

const plan = (rules: unknown) => new FaultPlan(new Draw('1'), faultRulesSchema.parse(rules));
const frame = (number: number, event = 'fill') => ({
  accountId: 'paper-1',
  symbol: 'AAPL',
  clientOrderId: `order-${number}`,
  number: 1,
  event,
});
const HEALTHY = { isCut: false, copies: 1, isAfterNext: false, delayMs: 0, inserted: null };

test.each([
  [
    { fault: 'stream-insert', inserted: 'suspended' },
    { ...HEALTHY, inserted: 'suspended' },
  ],
  [{ fault: 'stream-drop' }, { ...HEALTHY, copies: 0 }],
  [{ fault: 'stream-repeat' }, { ...HEALTHY, copies: 2 }],
  [{ fault: 'stream-reorder' }, { ...HEALTHY, isAfterNext: true }],
  [
    { fault: 'stream-delay-ms', ms: 7 },
    { ...HEALTHY, delayMs: 7 },
  ],
  [{ fault: 'stream-cut' }, { ...HEALTHY, isCut: true, copies: 0 }],
])('the rule %o does that and no more', (rule, hit) => {
  expect(hitFrame(plan([rule]), frame(1))).toEqual(hit);
});

test('a frame that is gone meets nothing else, and what did not happen is not counted', () => {
  const faults = plan([{ fault: 'stream-drop' }, { fault: 'stream-repeat' }]);
  expect(hitFrame(faults, frame(1))).toEqual({ ...HEALTHY, copies: 0 });
  expect(faults.fired).toMatchObject({ 'stream-drop': 1, 'stream-repeat': 0 });
});

test('a rule keeps to its event', () => {
  const faults = plan([{ fault: 'stream-drop', event: 'new', next: 1 }]);
  expect(hitFrame(faults, frame(1))).toEqual(HEALTHY);
  expect(hitFrame(faults, frame(1, 'new')).copies).toBe(0);
  expect(hitFrame(faults, frame(2, 'new'))).toEqual(HEALTHY);
});

test('the seed decides which frames a rate hits, in whatever order they come', () => {
  const numbers = Array.from({ length: 200 }, (_, index) => index);
  const dropped = (order: readonly number[]) => {
    const faults = plan([{ fault: 'stream-drop', rate: 0.1 }]);
    return order.filter((number) => hitFrame(faults, frame(number)).copies === 0);
  };
  const hit = dropped(numbers);
  expect(hit.length).toBeGreaterThan(8);
  expect(hit.length).toBeLessThan(35);
  expect(dropped(numbers.toReversed()).toReversed()).toEqual(hit);
});

test('rules about requests do not hit frames', () => {
  const faults = plan([{ fault: 'refuse-503' }, { fault: 'fill-after-cancel' }]);
  expect(hitFrame(faults, frame(1))).toEqual(HEALTHY);
  expect(faults.rules).toHaveLength(2);
});
