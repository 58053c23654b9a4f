import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Order } from '../venue/order.ts';
import { REFUSALS } from '../venue/refusal.ts';
import { orderJson } from '../wire/order-json.ts';
import { orderQuerySchema, selectOrders } from '../wire/order-query.ts';
import { idSchema, type TradingParts, wrongQuery } from './trading-parts.ts';

const clientOrderIdSchema = z.object({ client_order_id: z.string().min(1) });

/** The ways to look at orders. */
export function orderReads(server: FastifyInstance, parts: TradingParts): void {
  const { venue, draw, gate, hasLookUpByClientOrderId } = parts;
  const orderOr404 = (order: Order | undefined, id: string) =>
    order === undefined ? REFUSALS.noOrder(id) : orderJson(order, draw);

  server.get(
    '/v2/orders',
    gate.route((account, request) => {
      const query = orderQuerySchema.safeParse(request.query);
      if (!query.success) return wrongQuery(query.error);
      return selectOrders(account, query.data, (order) => venue.isShown(order)).map((order) =>
        orderJson(order, draw),
      );
    }),
  );

  // The double colon is a literal one in the router's language.
  server.get(
    '/v2/orders::by_client_order_id',
    gate.route((account, request) => {
      if (!hasLookUpByClientOrderId) return REFUSALS.noRoute;
      const query = clientOrderIdSchema.safeParse(request.query);
      if (!query.success) return wrongQuery(query.error);
      const id = query.data.client_order_id;
      return orderOr404(venue.findByClientOrderId(account, id), id);
    }),
  );

  server.get(
    '/v2/orders/:id',
    gate.route((account, request) => {
      const { id } = idSchema.parse(request.params);
      return orderOr404(venue.findById(account, id), id);
    }),
  );
}
