import { compare, type Decimal, decimal, type Side, subtract, ZERO } from '@orderonce/contracts';

/** A market order that the strategy wants. */
export interface WantedOrder {
  readonly side: Side;
  readonly quantity: Decimal;
}

/** Momentum is the price less the price this many periods before. */
export const PERIODS = 3;
/** What the strategy holds while a price rises, in shares. */
const FULL_POSITION = decimal('10');

/**
 * Buys up to a full position when momentum turns positive, and sells all of it when momentum turns negative.
 * Pure and exact: equal prices and position always give the same orders.
 *
 * @param prices oldest first; the last one is the newest
 * @param position shares held, ordered ones included
 */
export function decide(prices: readonly Decimal[], position: Decimal): readonly WantedOrder[] {
  const now = momentum(prices, prices.length - 1);
  const before = momentum(prices, prices.length - 2);
  if (now === null || before === null) return [];
  if (compare(before, ZERO) <= 0 && compare(now, ZERO) > 0) {
    const missing = subtract(FULL_POSITION, position);
    return compare(missing, ZERO) > 0 ? [{ side: 'BUY', quantity: missing }] : [];
  }
  if (compare(before, ZERO) >= 0 && compare(now, ZERO) < 0)
    return compare(position, ZERO) > 0 ? [{ side: 'SELL', quantity: position }] : [];
  return [];
}

function momentum(prices: readonly Decimal[], at: number): Decimal | null {
  const price = prices[at];
  const earlier = prices[at - PERIODS];
  return price === undefined || earlier === undefined ? null : subtract(price, earlier);
}
