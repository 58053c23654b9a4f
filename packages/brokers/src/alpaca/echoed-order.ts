import { ZERO } from '@orderonce/contracts';
import type { SubmitRequest } from '../broker.ts';
import { type BrokerOrder, POSITION_INTENTS, type PositionIntent } from '../broker-order.ts';
import { venueClientOrderId } from '../venue-client-order-id.ts';
import { ordStatusOf } from './order-status.ts';
import { ORDER_TYPE_WORDS, SIDE_WORDS, TIME_IN_FORCE_WORDS } from './order-words.ts';
import type { Reading } from './reading.ts';

/** The fields of a body that are looked at here, before anything is known of them. */
interface Wire {
  readonly id?: unknown;
  readonly client_order_id?: unknown;
  readonly symbol?: unknown;
  readonly side?: unknown;
  readonly qty?: unknown;
  readonly type?: unknown;
  readonly limit_price?: unknown;
  readonly stop_price?: unknown;
  readonly time_in_force?: unknown;
  readonly status?: unknown;
  readonly filled_qty?: unknown;
  readonly filled_avg_price?: unknown;
  readonly replaced_by?: unknown;
  readonly replaces?: unknown;
  readonly position_intent?: unknown;
}

const LONGEST_ID = 100;
const KNOWN_INTENTS = new Map<unknown, PositionIntent>(
  POSITION_INTENTS.map((word) => [word, word]),
);

/**
 * The order of an answer that says word for word what was sent, with nothing filled or replaced, as nearly every
 * answer to a submit does: its fields are ours, and need no reading. Null of any other answer, whatever it is;
 * the schema of an order is the judge of that one.
 */
export function echoedOrder(
  request: Pick<SubmitRequest, 'clientOrderId' | 'order'>,
  value: unknown,
  { ids, notice }: Reading,
): BrokerOrder | null {
  if (typeof value !== 'object' || value === null) return null;
  const wire: Wire = value;
  const { id, status, position_intent } = wire;
  if (typeof id !== 'string' || id === '' || id.length > LONGEST_ID) return null;
  if (typeof status !== 'string') return null;
  if (wire.client_order_id !== venueClientOrderId(request.clientOrderId, ids)) return null;
  if (!isUntouched(wire) || !saysTheSame(wire, request.order)) return null;
  const positionIntent = KNOWN_INTENTS.get(position_intent);
  if (positionIntent === undefined && (position_intent ?? null) !== null) return null;
  return {
    brokerOrderId: id,
    clientOrderId: request.clientOrderId,
    body: request.order,
    ordStatus: ordStatusOf(status, notice),
    cumQty: ZERO,
    ...(positionIntent !== undefined && { positionIntent }),
  };
}

function isUntouched(wire: Wire): boolean {
  return (
    wire.filled_qty === ZERO &&
    (wire.filled_avg_price ?? null) === null &&
    (wire.replaced_by ?? null) === null &&
    (wire.replaces ?? null) === null
  );
}

function saysTheSame(wire: Wire, order: SubmitRequest['order']): boolean {
  return (
    wire.symbol === order.symbol &&
    wire.side === SIDE_WORDS[order.side] &&
    wire.qty === order.quantity &&
    wire.type === ORDER_TYPE_WORDS[order.orderType] &&
    (wire.limit_price ?? undefined) === order.limitPrice &&
    (wire.stop_price ?? undefined) === order.stopPrice &&
    wire.time_in_force === TIME_IN_FORCE_WORDS[order.timeInForce]
  );
}
