import { type Decimal, ZERO } from '@orderonce/contracts';
import { add, compare, multiply, subtract } from './amount.ts';

/** What was counted of one order so far, whatever its side. */
export interface CountedFills {
  readonly cumQty: Decimal;
  /** The sum of quantity times price. */
  readonly cost: Decimal;
  /** The part of `cumQty` whose price nobody told; it adds nothing to the cost. */
  readonly unpricedQty: Decimal;
}

export const NO_FILLS: CountedFills = { cumQty: ZERO, cost: ZERO, unpricedQty: ZERO };

/** What an outcome says about an order's fills: all of them (`cumQty`, `avgPx`) and the last one. */
export interface FillReport {
  readonly cumQty: Decimal;
  readonly lastQty?: Decimal | undefined;
  readonly lastPx?: Decimal | undefined;
  readonly avgPx?: Decimal | undefined;
}

/**
 * Counts an order's fills up to the report's cumulative quantity. A report of no more than was counted
 * changes nothing, so repeated, late and reordered reports are harmless.
 *
 * A report of more than the last fill means that earlier ones are missing. They are counted all the same:
 *
 *     counted 2, report cumQty 10, lastQty 3  →  5 are missing, 3 cost lastPx each
 *
 * The price of the missing part: what makes the whole order cost `avgPx` times `cumQty`, as the venue says;
 * without `avgPx`, `lastPx`; without both, it is unpriced. When a missing report arrives after all,
 * its price comes too late and changes nothing.
 */
export function countUpTo(counted: CountedFills, report: FillReport): CountedFills {
  const { cumQty, lastPx, avgPx } = report;
  const newQty = subtract(cumQty, counted.cumQty);
  if (compare(newQty, ZERO) <= 0) return counted;
  const isLastAll = compare(report.lastQty ?? ZERO, newQty) >= 0;
  if (lastPx !== undefined && (isLastAll || avgPx === undefined))
    return { ...counted, cumQty, cost: add(counted.cost, multiply(newQty, lastPx)) };
  if (avgPx !== undefined) return { cumQty, cost: multiply(cumQty, avgPx), unpricedQty: ZERO };
  return { ...counted, cumQty, unpricedQty: add(counted.unpricedQty, newQty) };
}
