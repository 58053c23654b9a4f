import type { BrokerOrder } from '@orderonce/brokers';
import type {
  ClientOrderId,
  Decimal,
  OrderOutcome,
  OrderUuid,
  Side,
  TradingSymbol,
} from '@orderonce/contracts';

/** What never changes about an order at the venue, and a fill does not say. */
export interface OrderFacts {
  readonly brokerOrderId: string;
  /** A stranger's order has an id of another form. */
  readonly clientOrderId: ClientOrderId | string;
  readonly symbol: TradingSymbol;
  readonly side: Side;
  readonly quantity: Decimal;
  /** Known for orders whose acceptance stands on the topic. */
  readonly orderUuid?: OrderUuid;
}

/** The facts as an acceptance tells them; null when it is not the acceptance of an order (but of a cancel). */
export function factsOfAcceptance(outcome: OrderOutcome): OrderFacts | null {
  const { clientOrderId, brokerOrderId, order, orderUuid } = outcome;
  if (outcome.execType !== 'ACCEPTED' || order === undefined || brokerOrderId === undefined)
    return null;
  const { symbol, side, quantity } = order;
  const facts = { brokerOrderId, clientOrderId, symbol, side, quantity };
  return orderUuid === undefined ? facts : { ...facts, orderUuid };
}

/** The facts as a correction tells them; null when it says too little. */
export function factsOfCorrection(outcome: OrderOutcome): OrderFacts | null {
  const { clientOrderId, brokerOrderId, symbol, side, quantity } = outcome;
  if (outcome.execType !== 'CORRECTION') return null;
  if (brokerOrderId === undefined || side === undefined || quantity === undefined) return null;
  return { brokerOrderId, clientOrderId, symbol, side, quantity };
}

/** The facts as the venue tells them. */
export function factsOfBrokerOrder(order: BrokerOrder): OrderFacts {
  const { brokerOrderId, clientOrderId, body } = order;
  const { symbol, side, quantity } = body;
  return { brokerOrderId, clientOrderId, symbol, side, quantity };
}
