import { type Decimal, divide, ZERO } from '@orderonce/contracts';
import { add, compare, multiply, negate, subtract } from './amount.ts';

/** What one account holds of one symbol. All amounts are exact. */
export interface Position {
  /** Signed: negative is short. */
  readonly quantity: Decimal;
  /** Quantity times average price, with the sign of the quantity; average cost method. */
  readonly openCost: Decimal;
  readonly realisedProfit: Decimal;
  /** How much was traded at a price that nobody told. Above zero, cost and profit say too little. */
  readonly unpricedQty: Decimal;
}

export const FLAT: Position = {
  quantity: ZERO,
  openCost: ZERO,
  realisedProfit: ZERO,
  unpricedQty: ZERO,
};

/** As many as the exact product of a quantity and a price can have. */
const COST_FRACTION_DIGITS = 24;
const PRICE_FRACTION_DIGITS = 12;

/**
 * The position after buying (positive) or selling (negative) `quantity` for `cost`, which has the same sign.
 *
 * Only sharing a cost out to a part of a quantity can round, and what it rounds off stays on one side of the
 * share or on the other: always `realisedProfit = openCost - all costs`, so the profit of a position that
 * is flat again is exact.
 */
export function trade(position: Position, quantity: Decimal, cost: Decimal): Position {
  const held = position.quantity;
  const after = add(held, quantity);
  if (sign(held) * sign(quantity) >= 0)
    return { ...position, quantity: after, openCost: add(position.openCost, cost) };
  if (compare(magnitude(quantity), magnitude(held)) <= 0) {
    const closedCost = share(position.openCost, quantity, held);
    return {
      ...position,
      quantity: after,
      openCost: subtract(position.openCost, closedCost),
      realisedProfit: subtract(subtract(position.realisedProfit, cost), closedCost),
    };
  }
  const closingCost = share(cost, held, quantity);
  return {
    ...position,
    quantity: after,
    openCost: subtract(cost, closingCost),
    realisedProfit: subtract(subtract(position.realisedProfit, closingCost), position.openCost),
  };
}

/** Null when nothing is held. Rounded at 12 digits for people; nothing is computed from it. */
export function averagePrice({ quantity, openCost }: Position): Decimal | null {
  return sign(quantity) === 0 ? null : divide(openCost, quantity, PRICE_FRACTION_DIGITS);
}

/** The share of `cost` that belongs to `part` of `whole`; all of it when they are as large. */
function share(cost: Decimal, part: Decimal, whole: Decimal): Decimal {
  if (compare(magnitude(part), magnitude(whole)) === 0) return cost;
  return divide(multiply(cost, magnitude(part)), magnitude(whole), COST_FRACTION_DIGITS);
}

/** By its digits alone: this is asked more often than anything is added. */
function sign(amount: Decimal): -1 | 0 | 1 {
  if (!/[1-9]/.test(amount)) return 0;
  return amount.startsWith('-') ? -1 : 1;
}

function magnitude(amount: Decimal): Decimal {
  return sign(amount) < 0 ? negate(amount) : amount;
}
