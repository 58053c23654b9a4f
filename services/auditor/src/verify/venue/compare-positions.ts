import type { BrokerPosition } from '@orderonce/brokers';
import { add, canonical, type Decimal, negate, type Side, ZERO } from '@orderonce/contracts';
import type { Findings } from '../findings.ts';
import type { ToldBook } from './told-book.ts';

/** What the told fills of an account add up to, by symbol; each fill once. */
export function toldPositions(
  books: readonly ToldBook[],
  accountId: string,
): ReadonlyMap<string, Decimal> {
  const positions = new Map<string, Decimal>();
  const move = (symbol: string, side: Side | undefined, quantity: Decimal) => {
    const signed = side === 'SELL' ? negate(quantity) : quantity;
    positions.set(symbol, add(positions.get(symbol) ?? ZERO, signed));
  };
  for (const { orders, externals } of books) {
    for (const { accountId: of, symbol, trades } of orders)
      if (of === accountId) for (const { side, lastQty } of trades) move(symbol, side, lastQty);
    const each = new Map(externals.map((one) => [`${one.brokerOrderId}/${one.cumQty}`, one]));
    for (const { accountId: of, symbol, side, lastQty } of each.values())
      if (of === accountId && lastQty !== undefined) move(symbol, side, lastQty);
  }
  return positions;
}

/** The venue holds what the told fills add up to. */
export function positionsAgree(
  accountId: string,
  told: ReadonlyMap<string, Decimal>,
  held: readonly BrokerPosition[],
  findings: Findings,
): void {
  const atVenue = new Map(held.map(({ symbol, quantity }) => [String(symbol), quantity]));
  for (const symbol of new Set([...told.keys(), ...atVenue.keys()])) {
    const expected = canonical(told.get(symbol) ?? ZERO);
    const found = canonical(atVenue.get(symbol) ?? ZERO);
    findings.checked('venue');
    if (expected === found) continue;
    findings.add({
      check: 'venue',
      records: [],
      expected: `a position of ${expected} ${symbol} on ${accountId}, as the fills add up to`,
      found: `${found} at the venue`,
    });
  }
}
