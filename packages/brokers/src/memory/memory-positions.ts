import {
  add,
  compare,
  type Decimal,
  divide,
  multiply,
  negate,
  type Side,
  type TradingSymbol,
  ZERO,
} from '@orderonce/contracts';
import type { BrokerPosition } from '../broker-order.ts';

const PRICE_FRACTION_DIGITS = 9;

/** What fills made of an account's holdings. */
export class MemoryPositions {
  readonly #bySymbol = new Map<TradingSymbol, BrokerPosition>();

  all(): BrokerPosition[] {
    return [...this.#bySymbol.values()];
  }

  quantityIn(symbol: TradingSymbol): Decimal {
    return this.#bySymbol.get(symbol)?.quantity ?? ZERO;
  }

  note(symbol: TradingSymbol, side: Side, lastQty: Decimal, lastPx: Decimal): void {
    const signed = side === 'BUY' ? lastQty : negate(lastQty);
    const before = this.#bySymbol.get(symbol);
    const quantity = add(before?.quantity ?? ZERO, signed);
    if (compare(quantity, ZERO) === 0) {
      this.#bySymbol.delete(symbol);
      return;
    }
    this.#bySymbol.set(symbol, { symbol, quantity, avgPx: entryPrice(before, signed, lastPx) });
  }
}

/** Growing averages, shrinking keeps, and a position that turns round begins anew. */
function entryPrice(before: BrokerPosition | undefined, signed: Decimal, lastPx: Decimal): Decimal {
  if (before === undefined) return lastPx;
  const { quantity, avgPx } = before;
  const after = add(quantity, signed);
  if (isNegative(quantity) === isNegative(signed)) {
    const cost = add(multiply(quantity, avgPx), multiply(signed, lastPx));
    return divide(cost, after, PRICE_FRACTION_DIGITS);
  }
  return isNegative(quantity) === isNegative(after) ? avgPx : lastPx;
}

export const isNegative = (value: Decimal) => compare(value, ZERO) < 0;
