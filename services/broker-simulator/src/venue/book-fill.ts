import { add, compare, type Decimal, multiply } from '@orderonce/contracts';
import type { Draw } from '../seed/draw.ts';
import { type Fill, fillId } from './fill.ts';
import { leavesQty, type Order } from './order.ts';
import type { OrderLog } from './order-log.ts';

/** Fills part of an order, or what is left of it: its state, the account's books, ledger and stream. */
export function bookFill(
  order: Order,
  quantity: Decimal,
  price: Decimal,
  { log, draw }: { readonly log: OrderLog; readonly draw: Draw },
): void {
  const { account } = order;
  order.filledQty = add(order.filledQty, quantity);
  order.filledCost = add(order.filledCost, multiply(price, quantity));
  const isWhole = compare(order.filledQty, order.request.qty) === 0;
  log.turn(order, isWhole ? 'filled' : 'partially_filled');
  const number = account.fills.length + 1;
  const id = fillId(order.updatedAt, number, draw.uuid('fill', order.id, order.filledQty));
  const fill: Fill = {
    id,
    order,
    quantity,
    price,
    cumQty: order.filledQty,
    leavesQty: leavesQty(order),
    at: order.updatedAt,
  };
  account.book(fill);
  log.enter(order, 'fill', { quantity, price, cumQty: order.filledQty, fillId: id });
  log.tell(isWhole ? 'fill' : 'partial_fill', order, fill);
}
