import {
  nonNegativeDecimalSchema,
  type OrderBody,
  positiveDecimalSchema,
  symbolSchema,
} from '@orderonce/contracts';
import { z } from 'zod';
import type { ReplaceRequest, SubmitRequest } from '../broker.ts';
import { type BrokerOrder, POSITION_INTENTS } from '../broker-order.ts';
import type { ClientOrderIdFormat } from '../capabilities.ts';
import { ourClientOrderId, venueClientOrderId } from '../venue-client-order-id.ts';
import { ordStatusOf } from './order-status.ts';
import { ORDER_TYPE_WORDS, SIDE_WORDS, TIME_IN_FORCE_WORDS } from './order-words.ts';
import type { Reading } from './reading.ts';
import { roughDecimalSchema } from './rough-decimal.ts';
import { shapeOf } from './shape.ts';

/** The JSON of `POST /v2/orders`. Amounts go out as the strings that they are. */
export function encodeOrder(
  { clientOrderId, order, positionIntent }: SubmitRequest,
  ids: ClientOrderIdFormat,
): string {
  return JSON.stringify({
    symbol: order.symbol,
    qty: order.quantity,
    side: SIDE_WORDS[order.side],
    type: ORDER_TYPE_WORDS[order.orderType],
    time_in_force: TIME_IN_FORCE_WORDS[order.timeInForce],
    limit_price: order.limitPrice,
    stop_price: order.stopPrice,
    position_intent: positionIntent,
    client_order_id: venueClientOrderId(clientOrderId, ids),
  });
}

/** The JSON of `PATCH /v2/orders/{id}`: what of an order can be replaced; all else stays as it is. */
export function encodeReplace(
  { clientOrderId, order }: ReplaceRequest,
  ids: ClientOrderIdFormat,
): string {
  return JSON.stringify({
    qty: order.quantity,
    time_in_force: TIME_IN_FORCE_WORDS[order.timeInForce],
    limit_price: order.limitPrice,
    stop_price: order.stopPrice,
    client_order_id: venueClientOrderId(clientOrderId, ids),
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
const orderSchema = z.object({
  id: z.string().min(1).max(100),
  client_order_id: z.string().min(1).max(200),
  symbol: symbolSchema,
  side: wordSchema(SIDE_WORDS),
  qty: positiveDecimalSchema,
  type: wordSchema(ORDER_TYPE_WORDS),
  limit_price: optional(positiveDecimalSchema),
  stop_price: optional(positiveDecimalSchema),
  time_in_force: wordSchema(TIME_IN_FORCE_WORDS),
  status: z.string(),
  filled_qty: nonNegativeDecimalSchema,
  // What is only told for the record never makes an order unreadable.
  filled_avg_price: roughDecimalSchema.nullish().catch(undefined),
  replaced_by: z.string().max(100).nullish().catch(undefined),
  replaces: z.string().max(100).nullish().catch(undefined),
  position_intent: z.enum(POSITION_INTENTS).nullish().catch(undefined),
});
type WireOrder = z.output<typeof orderSchema>;

function orderOf(wire: WireOrder, { ids, notice }: Reading): BrokerOrder {
  const { filled_avg_price, replaced_by, replaces, position_intent } = wire;
  return {
    brokerOrderId: wire.id,
    clientOrderId: ourClientOrderId(wire.client_order_id, ids),
    body: bodyOf(wire),
    ordStatus: ordStatusOf(wire.status, notice),
    cumQty: wire.filled_qty,
    ...(filled_avg_price && { avgPx: filled_avg_price }),
    ...(replaced_by && { replacedBy: replaced_by }),
    ...(replaces && { replaces }),
    ...(position_intent && { positionIntent: position_intent }),
  };
}

function bodyOf(wire: WireOrder): OrderBody {
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
export function decodeOrder(body: string, reading: Reading): BrokerOrder | string {
  return readOrder(parseJson(body), reading);
}

/** The same of what is parsed already. What cannot be read is told with its shape. */
export function readOrder(value: unknown, reading: Reading): BrokerOrder | string {
  const read = orderSchema.safeParse(value);
  if (read.success) return orderOf(read.data, reading);
  const [issue] = read.error.issues;
  const why = `not an order: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.slice(0, 300);
  reading.notice(`${why} in ${shapeOf(value)}`);
  return why;
}

/** The venue's id of something that is no order to us, where it has one. */
export function brokerOrderIdIn(value: unknown): string | undefined {
  return z.object({ id: z.string().min(1).max(100) }).safeParse(value).data?.id;
}

/** `undefined` when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
