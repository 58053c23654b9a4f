import type { ReportFault } from '@orderonce/brokers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Report } from '../reports/fill-outcome.ts';
import { type Happening, lifeOfAnAccount, type Trouble } from '../testing/life-of-an-account.ts';

const order = fc.nat({ max: 5 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'place' } as const) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('fill' as const),
      order,
      quantity: fc.constantFrom('1', '3', 'all'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('cancel', 'expire', 'replace', 'cancel-in-vain'),
      order,
    }),
  },
);
const fault: fc.Arbitrary<ReportFault> = fc.constantFrom('none', 'dropped', 'repeated', 'late');
const trouble: fc.Arbitrary<Trouble> = fc.record({
  faults: fc.array(fault, { maxLength: 2 }),
  isCut: fc.boolean(),
  isPolled: fc.boolean(),
  isTopicLate: fc.boolean(),
});
const NONE: Trouble = { faults: [], isCut: false, isPolled: true, isTopicLate: false };

/** What is told of each order, in its order; when it happened is not a part of it. */
function byOrder(reports: readonly Report[]): Record<string, unknown[]> {
  const orders: Record<string, unknown[]> = {};
  for (const { transactTimeMs: _, ...report } of reports) {
    const key = report.clientOrderId ?? '';
    orders[key] = [...(orders[key] ?? []), report];
  }
  return orders;
}

test('dropped, repeated, reordered and cut off reports, polled or not, change nothing in what is told', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(happening, trouble), { minLength: 1, maxLength: 25 }),
      async (steps) => {
        const clean = await lifeOfAnAccount(steps.map(([what]) => [what, NONE]));
        const troubled = await lifeOfAnAccount(steps);
        const ids = troubled.map(({ outcomeId }) => outcomeId);
        expect(new Set(ids).size).toBe(ids.length);
        expect(byOrder(troubled)).toEqual(byOrder(clean));
      },
    ),
    { numRuns: 150 },
  );
});
