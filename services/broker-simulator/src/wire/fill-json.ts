import { compare, ZERO } from '@orderonce/contracts';
import type { Fill } from '../venue/fill.ts';

/** One row of `GET /v2/account/activities/FILL`. It names the order by the venue's id only. */
export function fillJson({ id, order, quantity, price, cumQty, leavesQty, at }: Fill) {
  const isLast = compare(leavesQty, ZERO) === 0;
  return {
    id,
    activity_type: 'FILL',
    transaction_time: at,
    type: isLast ? 'fill' : 'partial_fill',
    price,
    qty: quantity,
    side: order.request.side,
    symbol: order.request.symbol,
    leaves_qty: leavesQty,
    order_id: order.id,
    cum_qty: cumQty,
    order_status: isLast ? 'filled' : 'partially_filled',
  };
}
