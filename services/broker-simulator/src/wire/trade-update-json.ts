import type { Draw } from '../seed/draw.ts';
import type { Fill } from '../venue/fill.ts';
import type { Order } from '../venue/order.ts';
import { orderJson } from './order-json.ts';

/** One frame of the stream `trade_updates`; price and quantity are those of the fill, and only then there. */
export function tradeUpdateJson(
  event: string,
  order: Order,
  fill: Fill | undefined,
  draw: Draw,
): string {
  const data = {
    event,
    execution_id: executionId(event, order, fill, draw),
    order: orderJson(order, draw),
    timestamp: fill?.at ?? order.updatedAt,
    ...(fill === undefined ? {} : fillFields(fill)),
  };
  return JSON.stringify({ stream: 'trade_updates', data });
}

/** The execution id of a fill is the second half of its id among the account's activities. */
function executionId(event: string, order: Order, fill: Fill | undefined, draw: Draw): string {
  const ofFill = fill?.id.split('::')[1];
  return ofFill ?? draw.uuid('execution', order.id, order.changes, event);
}

function fillFields({ order, price, quantity }: Fill) {
  const { quantity: position } = order.account.positionIn(order.request.symbol);
  return { price, qty: quantity, position_qty: position };
}
