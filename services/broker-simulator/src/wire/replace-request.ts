import { compare, type Decimal } from '@orderonce/contracts';
import type { Order } from '../venue/order.ts';
import { isRefusal, REFUSALS, type Refusal } from '../venue/refusal.ts';
import { isCrypto, type OrderRequest, readOrderRequest } from './order-request.ts';

/** `trail` is not among them: it changes only orders of a type that is not simulated. */
const REPLACEABLE = ['qty', 'time_in_force', 'limit_price', 'stop_price'] as const;

/** The order that a body of `PATCH /v2/orders/{id}` wants in the place of another. */
export function readReplaceRequest(body: unknown, old: Order): OrderRequest | Refusal {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return REFUSALS.unreadable;
  const fields: Readonly<Record<string, unknown>> = { ...body };
  const said = REPLACEABLE.filter((name) => fields[name] !== undefined && fields[name] !== null);
  if (said.length === 0) return REFUSALS.nothingReplaced;
  if (old.request.notional !== null) return REFUSALS.notionalReplaced;
  const request = readOrderRequest({
    ...fieldsOf(old),
    ...Object.fromEntries(said.map((name) => [name, fields[name]])),
    client_order_id: fields['client_order_id'],
  });
  return isRefusal(request) ? request : (refusalOf(request, old) ?? request);
}

function refusalOf(request: OrderRequest, old: Order): Refusal | null {
  const { symbol, qty } = request;
  const isOtherQty = compare(qty, old.request.qty) !== 0;
  const isFractional = isFraction(qty) || isFraction(old.request.qty);
  if (isOtherQty && isFractional && !isCrypto(symbol)) return REFUSALS.fractionalReplaced;
  // The quantity counts from the beginning of the chain.
  return compare(qty, old.filledQty) <= 0 ? REFUSALS.filledAlready(old.filledQty) : null;
}

const isFraction = (qty: Decimal) => /\.\d*[1-9]/.test(qty);

/** An order's request in the words in which it came. */
function fieldsOf({ request }: Order) {
  return {
    symbol: request.symbol,
    qty: request.qty,
    side: request.side,
    type: request.type,
    time_in_force: request.timeInForce,
    limit_price: request.limitPrice,
    stop_price: request.stopPrice,
    extended_hours: request.extendedHours,
    position_intent: request.positionIntent,
  };
}
