import type { WantedOrderOfSymbol } from '../momentum/wanted-orders.ts';

/** Twice the resolution (60 s) within which the guard takes equal orders for one. */
const QUIET_MS = 120_000;

/**
 * Numbers equal orders that are all meant, so that none is taken for another's repeat.
 *
 * The executor's content guard suppresses an order that equals an earlier one (account, symbol, side,
 * quantity, type, prices) within a minute, in case a strategy made a new id for an old order. `occurrence`
 * enters that comparison. Counting anew in each minute would not do, since the guard also compares with the
 * minute before:
 *
 *     10:00:59  buy 10 AAPL   occurrence 1
 *     10:01:01  buy 10 AAPL   occurrence 1 again → suppressed;  2 → a second order
 *
 * So the count goes on until an order has not been wanted for two minutes. A strategy that is started again
 * earlier than that begins at 1, and the guard may suppress its first orders: the safe side.
 */
export class OccurrenceCounter {
  readonly #latest = new Map<string, { readonly occurrence: number; readonly atMs: number }>();

  /** 1 for the first of its kind, 2 for the second one equal to it, and so on. */
  next({ symbol, side, quantity }: WantedOrderOfSymbol, nowMs: number): number {
    const content = `${symbol} ${side} ${quantity}`;
    const latest = this.#latest.get(content);
    const goesOn = latest !== undefined && nowMs - latest.atMs < QUIET_MS;
    const occurrence = goesOn ? latest.occurrence + 1 : 1;
    this.#latest.set(content, { occurrence, atMs: nowMs });
    return occurrence;
  }
}
