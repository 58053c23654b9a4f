import { compare, type Decimal, type OrderBody } from '@orderonce/contracts';
import type { BrokerOrder } from './broker-order.ts';

type Comparison = (a: OrderBody, b: OrderBody) => boolean;

const sameAmount = (a: Decimal | undefined, b: Decimal | undefined) =>
  a === undefined || b === undefined ? a === b : compare(a, b) === 0;

/** Everything that makes an order this order. `satisfies` makes a new field of the body a type error here. */
const COMPARISONS = {
  symbol: (a, b) => a.symbol === b.symbol,
  side: (a, b) => a.side === b.side,
  quantity: (a, b) => sameAmount(a.quantity, b.quantity),
  orderType: (a, b) => a.orderType === b.orderType,
  limitPrice: (a, b) => sameAmount(a.limitPrice, b.limitPrice),
  stopPrice: (a, b) => sameAmount(a.stopPrice, b.stopPrice),
  timeInForce: (a, b) => a.timeInForce === b.timeInForce,
} satisfies Record<keyof OrderBody, Comparison>;

/**
 * The names of the fields in which a found order differs from the one that we sent; none: it is ours and
 * may be adopted. Amounts are compared as numbers (`"1.50"` is `"1.5"`), everything else to the letter.
 */
export function sameOrder(sent: OrderBody, found: BrokerOrder): string[] {
  return Object.entries(COMPARISONS)
    .filter(([, isSame]) => !isSame(sent, found.body))
    .map(([field]) => field);
}
