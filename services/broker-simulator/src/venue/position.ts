import { add, compare, type Decimal, divide, multiply, subtract, ZERO } from '@orderonce/contracts';

/** The exact sum of an account's fills in one symbol; below zero it is short. */
export interface Position {
  readonly quantity: Decimal;
  /** The average price at which what is still open was entered. */
  readonly entryPrice: Decimal;
}

export const FLAT: Position = { quantity: ZERO, entryPrice: ZERO };

const ENTRY_FRACTION_DIGITS = 9;

/** The position after a fill; `signedQty` is below zero for a sell. */
export function applyFill(position: Position, signedQty: Decimal, price: Decimal): Position {
  const quantity = add(position.quantity, signedQty);
  const before = compare(position.quantity, ZERO);
  const after = compare(quantity, ZERO);
  if (after === 0) return FLAT;
  // Flat before, or the other side now: all that is open was entered at this price.
  if (before !== after) return { quantity, entryPrice: price };
  // Less of the same side leaves the entry as it was.
  if (compare(signedQty, ZERO) !== before) return { quantity, entryPrice: position.entryPrice };
  const cost = add(multiply(position.quantity, position.entryPrice), multiply(signedQty, price));
  return { quantity, entryPrice: divide(cost, quantity, ENTRY_FRACTION_DIGITS) };
}

/** What the position is worth at this price; below zero when short. */
export const marketValue = ({ quantity }: Position, price: Decimal) => multiply(quantity, price);

/** What it won or lost since it was entered. */
export const unrealized = ({ quantity, entryPrice }: Position, price: Decimal) =>
  multiply(quantity, subtract(price, entryPrice));
