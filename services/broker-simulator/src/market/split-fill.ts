import { compare, type Decimal, decimal, divide, ZERO } from '@orderonce/contracts';

const TWO = decimal('2');
/** As fine as Alpaca counts. */
const FRACTION_DIGITS = 9;

/**
 * The quantity of the first fill of an order: all of it for a draw below a half, about half of it
 * otherwise, in whole shares where the order is.
 */
export function firstFillQty(quantity: Decimal, draw: number): Decimal {
  if (draw < 0.5) return quantity;
  const half = divide(quantity, TWO, quantity.includes('.') ? FRACTION_DIGITS : 0);
  const isPart = compare(half, ZERO) > 0 && compare(half, quantity) < 0;
  return isPart ? half : quantity;
}
