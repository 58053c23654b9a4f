import { type BrokerOrder, sameOrder } from '@orderonce/brokers';
import type { OrderBody } from '@orderonce/contracts';
import type { Rejection } from './fate.ts';

/** What an order that the venue shows under our id means for the intent. */
export type Adoption =
  | { readonly do: 'accept'; readonly order: BrokerOrder }
  | { readonly do: 'reject'; readonly rejection: Rejection }
  | { readonly do: 'hold'; readonly code: 'CLIENT_ORDER_ID_REUSED'; readonly text: string };

/** Only an order that equals the one wanted is ours; `what` names it in words. */
export function adoptOrHold(order: BrokerOrder, body: OrderBody, what: string): Adoption {
  const differing = sameOrder(body, order);
  if (differing.length === 0) return acceptUnlessRejected(order, what);
  return {
    do: 'hold',
    code: 'CLIENT_ORDER_ID_REUSED',
    text: `the venue's order under this id differs in ${differing.join(', ')}`,
  };
}

/** Some venues keep an order that they rejected, and show it with that state. */
export function acceptUnlessRejected(order: BrokerOrder, what: string): Adoption {
  if (order.ordStatus !== 'REJECTED') return { do: 'accept', order };
  const text = `the venue keeps the ${what} ${order.brokerOrderId} as rejected`;
  return { do: 'reject', rejection: { code: order.ordStatus, text } };
}
