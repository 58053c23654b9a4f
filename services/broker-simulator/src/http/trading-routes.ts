import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Ledger } from '../ledger/ledger.ts';
import type { PricePath } from '../market/price-path.ts';
import type { Runtime } from '../runtime.ts';
import type { Draw } from '../seed/draw.ts';
import type { Account } from '../venue/account.ts';
import type { Order } from '../venue/order.ts';
import { isRefusal, REFUSALS, type Refusal } from '../venue/refusal.ts';
import type { Venue } from '../venue/venue.ts';
import { accountJson, positionJson } from '../wire/account-json.ts';
import { clockJson } from '../wire/clock-json.ts';
import { fillJson } from '../wire/fill-json.ts';
import { fillQuerySchema, selectFills } from '../wire/fill-query.ts';
import { orderJson } from '../wire/order-json.ts';
import { orderQuerySchema, selectOrders } from '../wire/order-query.ts';
import type { Authenticate } from './authenticate.ts';
import { sendJson, sendRefusal } from './send.ts';

export interface TradingParts {
  readonly venue: Venue;
  readonly ledger: Ledger;
  readonly prices: PricePath;
  readonly runtime: Runtime;
  readonly draw: Draw;
  readonly authenticate: Authenticate;
  readonly post: (account: Account, text: string, reply: FastifyReply) => Promise<FastifyReply>;
}

const idSchema = z.object({ id: z.string() });
const clientOrderIdSchema = z.object({ client_order_id: z.string().min(1) });

/** The part of Alpaca's REST interface that belongs to an account's keys. */
export function tradingRoutes(server: FastifyInstance, parts: TradingParts): void {
  const { venue, ledger, prices, runtime, draw, authenticate, post } = parts;
  const valuation = () => ({ prices, draw, nowMs: runtime.nowMs() });

  type Handler = (account: Account, request: FastifyRequest) => object | Refusal;
  const withAccount =
    (handler: Handler) =>
    (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
      const account = authenticate(request);
      if (account === undefined) return sendRefusal(reply, REFUSALS.unauthorized);
      const result = handler(account, request);
      if (isRefusal(result)) return sendRefusal(reply, result);
      return sendJson(reply, 200, JSON.stringify(result));
    };
  const orderOr404 = (order: Order | undefined, id: string) =>
    order === undefined ? REFUSALS.noOrder(id) : orderJson(order, draw);

  server.post('/v2/orders', (request, reply) => {
    const account = authenticate(request);
    if (account !== undefined) return post(account, String(request.body ?? ''), reply);
    ledger.append({ atMs: runtime.nowMs(), accountId: '', kind: 'unauthorized' });
    return sendRefusal(reply, REFUSALS.unauthorized);
  });

  server.get(
    '/v2/orders',
    withAccount((account, request) => {
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
    withAccount((account, request) => {
      const query = clientOrderIdSchema.safeParse(request.query);
      if (!query.success) return wrongQuery(query.error);
      const id = query.data.client_order_id;
      return orderOr404(venue.findByClientOrderId(account, id), id);
    }),
  );

  server.get(
    '/v2/orders/:id',
    withAccount((account, request) => {
      const { id } = idSchema.parse(request.params);
      return orderOr404(venue.findById(account, id), id);
    }),
  );

  server.delete('/v2/orders/:id', (request, reply) => {
    const account = authenticate(request);
    if (account === undefined) return sendRefusal(reply, REFUSALS.unauthorized);
    const result = venue.cancel(account, idSchema.parse(request.params).id);
    return isRefusal(result) ? sendRefusal(reply, result) : reply.code(204).send();
  });

  server.get(
    '/v2/positions',
    withAccount((account) =>
      [...account.positions].map(([symbol, position]) =>
        positionJson(symbol, position, valuation()),
      ),
    ),
  );

  server.get(
    '/v2/account',
    withAccount((account) => accountJson(account, valuation())),
  );

  server.get(
    '/v2/account/activities/FILL',
    withAccount((account, request) => {
      const query = fillQuerySchema.safeParse(request.query);
      if (!query.success) return wrongQuery(query.error);
      return selectFills(account, query.data)?.map(fillJson) ?? REFUSALS.invalid('page_token');
    }),
  );

  server.get(
    '/v2/clock',
    withAccount(() => clockJson(runtime.nowMs())),
  );
}

function wrongQuery(error: z.ZodError): Refusal {
  return REFUSALS.invalid(String(error.issues[0]?.path[0] ?? 'query'));
}
