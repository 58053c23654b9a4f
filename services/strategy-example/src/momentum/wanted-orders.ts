import { add, type Decimal, subtract, type TradingSymbol, ZERO } from '@orderonce/contracts';
import type { Month } from '../prices/stock-prices.ts';
import { decide, PERIODS, type WantedOrder } from './decide.ts';

export interface WantedOrderOfSymbol extends WantedOrder {
  readonly symbol: TradingSymbol;
}

/**
 * What the strategy wants, month after month. When the history is over it begins again, with empty prices
 * (nobody traded from 2010 into 2000) but with the positions that it has. Never ends.
 *
 * @throws RangeError for a history that gives no order at all, which would be an endless silence
 */
export function* wantedOrders(
  months: readonly Month[],
  isTraded: (symbol: TradingSymbol) => boolean,
): Generator<WantedOrderOfSymbol, never> {
  const positions = new Map<TradingSymbol, Decimal>();
  for (;;) {
    let count = 0;
    for (const order of onePass(months, isTraded, positions)) {
      count += 1;
      yield order;
    }
    if (count === 0) throw new RangeError('these prices never lead to an order');
  }
}

function* onePass(
  months: readonly Month[],
  isTraded: (symbol: TradingSymbol) => boolean,
  positions: Map<TradingSymbol, Decimal>,
): Generator<WantedOrderOfSymbol> {
  const seen = new Map<TradingSymbol, readonly Decimal[]>();
  for (const { prices } of months)
    for (const [symbol, price] of prices) {
      if (!isTraded(symbol)) continue;
      // As many as the momentum of this month and of the last one need.
      const recent = [...(seen.get(symbol) ?? []), price].slice(-(PERIODS + 2));
      seen.set(symbol, recent);
      const position = positions.get(symbol) ?? ZERO;
      for (const order of decide(recent, position)) {
        const move = order.side === 'BUY' ? add : subtract;
        positions.set(symbol, move(position, order.quantity));
        yield { symbol, ...order };
      }
    }
}
