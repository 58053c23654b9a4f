import { compare, type Decimal } from '@orderonce/contracts';
import type { OrderRequest } from '../wire/order-request.ts';

type Priced = Pick<OrderRequest, 'side' | 'type' | 'limitPrice' | 'stopPrice'>;

/** Whether the market at this price sets off a stop order; an order without a stop is always set off. */
export function isTriggered(order: Priced, market: Decimal): boolean {
  if (order.stopPrice === null) return true;
  const distance = compare(market, order.stopPrice);
  return order.side === 'buy' ? distance >= 0 : distance <= 0;
}

/** The price at which an order that is set off fills now: the market's, unless the limit forbids it (null). */
export function fillPrice(order: Priced, market: Decimal): Decimal | null {
  if (order.limitPrice === null) return market;
  const distance = compare(market, order.limitPrice);
  const isAsGood = order.side === 'buy' ? distance <= 0 : distance >= 0;
  return isAsGood ? market : null;
}
