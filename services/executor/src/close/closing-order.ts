import type { BrokerOrder, BrokerPosition, PositionIntent } from '@orderonce/brokers';
import {
  add,
  type CloseIntent,
  canonical,
  compare,
  type Decimal,
  negate,
  type OrderBody,
  orderBodySchema,
  type Side,
  subtract,
  ZERO,
} from '@orderonce/contracts';
import type { Payload } from '@orderonce/idempotency';

/** What an account holds of one instrument, as its venue shows it. */
export interface Holding {
  /** Undefined: flat. */
  readonly position: BrokerPosition | undefined;
  /** All open orders of the account that are of this instrument. */
  readonly openOrders: readonly BrokerOrder[];
}

export type Closing =
  | { readonly kind: 'order'; readonly body: OrderBody }
  /** There is not so much to close; `text` says what there is. */
  | { readonly kind: 'nothing'; readonly text: string };

/**
 * The one order that a `close` intent becomes: a market order the other way, for the quantity that it names, or for
 * the position less what open orders close already. It never asks for more than that.
 */
export function closingOrder(intent: CloseIntent, { position, openOrders }: Holding): Closing {
  const { symbol, timeInForce } = intent;
  if (position === undefined) return { kind: 'nothing', text: `the position in ${symbol} is flat` };
  const isLong = compare(position.quantity, ZERO) > 0;
  const side: Side = isLong ? 'SELL' : 'BUY';
  const held = isLong ? position.quantity : negate(position.quantity);
  const closing = openOrders
    .filter(({ body }) => body.side === side)
    .map(leavesQty)
    .reduce(add, ZERO);
  const free = least(subtract(held, closing), availableOf(position) ?? held);
  const quantity = intent.quantity ?? free;
  if (compare(free, ZERO) <= 0 || compare(quantity, free) > 0)
    return {
      kind: 'nothing',
      text: `of the position of ${position.quantity} in ${symbol} ${most(free)} can be closed${
        intent.quantity === undefined ? '' : `, and ${intent.quantity} is to be`
      }: open orders close ${closing} already`,
    };
  const order = { symbol, side, quantity: canonical(quantity), orderType: 'MARKET', timeInForce };
  return { kind: 'order', body: orderBodySchema.parse(order) };
}

/** Reduces the position, or is refused. */
export function closingIntent({ side }: OrderBody): PositionIntent {
  return side === 'SELL' ? 'sell_to_close' : 'buy_to_close';
}

/**
 * Whether an order of the venue's under the intent's own id can be the one that this intent became, when nobody knows
 * any more what was computed.
 */
export function isClosingOrder(
  intent: CloseIntent,
  { body, positionIntent }: BrokerOrder,
): boolean {
  const { quantity } = intent;
  return (
    body.symbol === intent.symbol &&
    body.orderType === 'MARKET' &&
    body.timeInForce === intent.timeInForce &&
    (quantity === undefined || compare(body.quantity, quantity) === 0) &&
    (positionIntent === undefined || positionIntent === closingIntent(body))
  );
}

/** As it is kept on the record. */
export function payloadOf(body: OrderBody): Payload {
  const { symbol, side, quantity, orderType, limitPrice, stopPrice, timeInForce } = body;
  return {
    ...{ symbol, side, quantity, orderType, timeInForce },
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
  };
}

/**
 * @throws {Error} when the record keeps something else under that name
 */
export function bodyOf(payload: Payload): OrderBody {
  return orderBodySchema.parse(payload);
}

function leavesQty({ body, cumQty }: BrokerOrder): Decimal {
  return subtract(body.quantity, cumQty);
}

function availableOf({ availableQuantity }: BrokerPosition): Decimal | undefined {
  if (availableQuantity === undefined) return undefined;
  return compare(availableQuantity, ZERO) < 0 ? negate(availableQuantity) : availableQuantity;
}

const least = (a: Decimal, b: Decimal) => (compare(a, b) <= 0 ? a : b);
const most = (free: Decimal) => (compare(free, ZERO) > 0 ? free : 'nothing');
