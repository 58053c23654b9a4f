import {
  nonNegativeDecimalSchema,
  type OrderBody,
  type OrderType,
  positiveDecimalSchema,
  type Side,
  symbolSchema,
  type TimeInForce,
} from '@orderonce/contracts';
import { z } from 'zod';
import type { SubmitRequest } from '../broker.ts';
import type { BrokerOrder } from '../broker-order.ts';
import { ordStatusOf } from './order-status.ts';

/** Our words and Alpaca's; each table is read in both directions. */
const SIDE_WORDS = { BUY: 'buy', SELL: 'sell' } as const satisfies Record<Side, string>;
const ORDER_TYPE_WORDS = {
  MARKET: 'market',
  LIMIT: 'limit',
  STOP: 'stop',
  STOP_LIMIT: 'stop_limit',
} as const satisfies Record<OrderType, string>;
const TIME_IN_FORCE_WORDS = {
  DAY: 'day',
  GTC: 'gtc',
  IOC: 'ioc',
  FOK: 'fok',
  OPG: 'opg',
  CLS: 'cls',
} as const satisfies Record<TimeInForce, string>;

/** The JSON of `POST /v2/orders`. Amounts go out as the strings that they are. */
export function encodeOrder({ clientOrderId, order }: SubmitRequest): string {
  return JSON.stringify({
    symbol: order.symbol,
    qty: order.quantity,
    side: SIDE_WORDS[order.side],
    type: ORDER_TYPE_WORDS[order.orderType],
    time_in_force: TIME_IN_FORCE_WORDS[order.timeInForce],
    limit_price: order.limitPrice,
    stop_price: order.stopPrice,
    client_order_id: clientOrderId,
  });
}

function wordSchema<Ours extends string>(words: Readonly<Record<Ours, string>>) {
  const ours = new Map(Object.entries<string>(words).map(([our, theirs]) => [theirs, our as Ours]));
  return z.string().transform((theirs, context): Ours => {
    const our = ours.get(theirs);
    if (our !== undefined) return our;
    context.addIssue({ code: 'custom', message: `${JSON.stringify(theirs)} is no word we know` });
    return z.NEVER;
  });
}

const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

/** The fields of Alpaca's Order that we read; others may come and go. */
const orderSchema = z
  .object({
    id: z.string().min(1).max(100),
    client_order_id: z.string().min(1).max(200),
    symbol: symbolSchema,
    side: wordSchema(SIDE_WORDS),
    qty: positiveDecimalSchema,
    type: wordSchema(ORDER_TYPE_WORDS),
    limit_price: optional(positiveDecimalSchema),
    stop_price: optional(positiveDecimalSchema),
    time_in_force: wordSchema(TIME_IN_FORCE_WORDS),
    status: z.string().transform(ordStatusOf),
    filled_qty: nonNegativeDecimalSchema,
    filled_avg_price: optional(nonNegativeDecimalSchema),
  })
  .transform(
    (wire): BrokerOrder => ({
      brokerOrderId: wire.id,
      clientOrderId: wire.client_order_id,
      body: bodyOf(wire),
      ordStatus: wire.status,
      cumQty: wire.filled_qty,
      ...(wire.filled_avg_price === undefined ? {} : { avgPx: wire.filled_avg_price }),
    }),
  );

function bodyOf(wire: {
  symbol: OrderBody['symbol'];
  side: Side;
  qty: OrderBody['quantity'];
  type: OrderType;
  limit_price: OrderBody['limitPrice'];
  stop_price: OrderBody['stopPrice'];
  time_in_force: TimeInForce;
}): OrderBody {
  return {
    symbol: wire.symbol,
    side: wire.side,
    quantity: wire.qty,
    orderType: wire.type,
    ...(wire.limit_price === undefined ? {} : { limitPrice: wire.limit_price }),
    ...(wire.stop_price === undefined ? {} : { stopPrice: wire.stop_price }),
    timeInForce: wire.time_in_force,
  };
}

/** The order in a body, or in a sentence why it is not one that we can read. */
export function decodeOrder(body: string): BrokerOrder | string {
  const read = orderSchema.safeParse(parseJson(body));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return `not an order: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.slice(0, 300);
}

/** `undefined` when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
