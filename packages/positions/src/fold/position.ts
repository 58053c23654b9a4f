import { type Decimal, divide, ZERO } from '@orderonce/contracts';
import { add } from './amount.ts';
import { amountOf, fractionDigits, roundedFraction, unitsOf } from './units.ts';

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
  return { ...position, quantity: after, ...closed(position, quantity, cost) };
}

/** What a trade against what is held leaves: one of a part of it, of all of it, or of more than that. */
function closed(
  { quantity: held, openCost, realisedProfit }: Position,
  quantity: Decimal,
  cost: Decimal,
): Pick<Position, 'openCost' | 'realisedProfit'> {
  const digits = Math.max(
    COST_FRACTION_DIGITS,
    ...[openCost, cost, realisedProfit].map(fractionDigits),
  );
  const open = unitsOf(openCost, digits);
  const traded = unitsOf(cost, digits);
  const profit = unitsOf(realisedProfit, digits);
  const quantityDigits = Math.max(fractionDigits(held), fractionDigits(quantity));
  const heldQty = magnitude(unitsOf(held, quantityDigits));
  const tradedQty = magnitude(unitsOf(quantity, quantityDigits));
  if (tradedQty <= heldQty) {
    const closedCost = roundedFraction(open * tradedQty, heldQty);
    return {
      openCost: amountOf(open - closedCost, digits),
      realisedProfit: amountOf(profit - traded - closedCost, digits),
    };
  }
  const closingCost = roundedFraction(traded * heldQty, tradedQty);
  return {
    openCost: amountOf(traded - closingCost, digits),
    realisedProfit: amountOf(profit - closingCost - open, digits),
  };
}

/** Null when nothing is held. Rounded at 12 digits for people; nothing is computed from it. */
export function averagePrice({ quantity, openCost }: Position): Decimal | null {
  return sign(quantity) === 0 ? null : divide(openCost, quantity, PRICE_FRACTION_DIGITS);
}

/** By its digits alone: this is asked more often than anything is added. */
function sign(amount: Decimal): -1 | 0 | 1 {
  if (!/[1-9]/.test(amount)) return 0;
  return amount.startsWith('-') ? -1 : 1;
}

const magnitude = (units: bigint) => (units < 0n ? -units : units);
