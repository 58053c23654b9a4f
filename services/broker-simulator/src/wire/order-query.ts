import { z } from 'zod';
import type { Account } from '../venue/account.ts';
import { isOpen, type Order } from '../venue/order.ts';
import { assetClass } from './order-json.ts';
import { stampSchema } from './stamps.ts';

/** The query of `GET /v2/orders`; parameters that it does not know are passed over. */
export const orderQuerySchema = z.object({
  status: z.enum(['open', 'closed', 'all']).default('open'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  after: stampSchema.optional(),
  until: stampSchema.optional(),
  direction: z.enum(['asc', 'desc']).default('desc'),
  side: z.enum(['buy', 'sell']).optional(),
  /** No order here has legs, so it changes nothing. */
  nested: z
    .string()
    .regex(/^(?:true|false)$/i)
    .optional(),
  /** Alpaca's SDKs repeat the parameter for each class. */
  asset_class: z
    .union([z.string(), z.array(z.string())])
    .transform((classes) => new Set([classes].flat()))
    .optional(),
  /** Only orders submitted after, or before, this one. */
  after_order_id: z.string().optional(),
  before_order_id: z.string().optional(),
  symbols: z
    .string()
    .transform((list) => new Set(list.split(',').map((symbol) => symbol.trim())))
    .optional(),
});
type OrderQuery = z.output<typeof orderQuerySchema>;

/** The account's orders that the query asks for, by the time they were submitted. */
export function selectOrders(
  account: Account,
  query: OrderQuery,
  isShown: (order: Order) => boolean,
): Order[] {
  const source = query.status === 'open' ? [...account.open] : account.orders;
  const selected: Order[] = [];
  const after = account.byId(query.after_order_id ?? '')?.submittedAt ?? query.after;
  const wanted = { ...query, after };
  const before = account.byId(query.before_order_id ?? '')?.submittedAt;
  for (let step = 0; step < source.length && selected.length < query.limit; step++) {
    const order = source[query.direction === 'asc' ? step : source.length - 1 - step];
    if (order === undefined || (before !== undefined && order.submittedAt >= before)) continue;
    if (isAskedFor(order, wanted) && isShown(order)) selected.push(order);
  }
  return selected;
}

function isAskedFor(
  order: Order,
  { status, after, until, side, symbols, asset_class: classes }: OrderQuery,
): boolean {
  return (
    (status === 'all' || isOpen(order) === (status === 'open')) &&
    (after === undefined || order.submittedAt > after) &&
    (until === undefined || order.submittedAt <= until) &&
    (classes === undefined || classes.has(assetClass(order.request.symbol))) &&
    (side === undefined || order.request.side === side) &&
    (symbols === undefined || symbols.has(order.request.symbol))
  );
}
