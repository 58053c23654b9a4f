import { decimalSchema } from '@orderonce/contracts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Account } from '../venue/account.ts';
import { type CloseQuery, closePosition } from '../venue/close-position.ts';
import { isRefusal, REFUSALS, refusalBody } from '../venue/refusal.ts';
import { positionJson } from '../wire/account-json.ts';
import { assetId, orderJson } from '../wire/order-json.ts';
import { cancelAll } from './order-writes.ts';
import { idSchema, type TradingParts, wrongQuery } from './trading-parts.ts';

const closeQuerySchema = z
  .object({ qty: decimalSchema.optional(), percentage: decimalSchema.optional() })
  .refine(({ qty, percentage }) => qty === undefined || percentage === undefined, {
    path: ['qty'],
  });
const closeAllQuerySchema = z.object({ cancel_orders: z.string().optional() });

/** What an account has, and the two ways to be rid of it that no client order id protects. */
export function positionRoutes(server: FastifyInstance, parts: TradingParts): void {
  const { venue, ledger, prices, runtime, draw, gate } = parts;

  const close = (account: Account, symbol: string, query: CloseQuery) => {
    const { accountId } = account;
    ledger.append({ atMs: runtime.nowMs(), accountId, kind: 'close-requested', symbol });
    return closePosition(venue, account, symbol, query);
  };
  const show = (account: Account, symbol: string) =>
    positionJson(account, symbol, { prices, draw, nowMs: runtime.nowMs() });
  /** Symbols come as they are, without the stroke of a pair, or as the asset's id. */
  const symbolOf = (account: Account, name: string) =>
    [...account.positions.keys()].find(
      (symbol) =>
        [symbol, symbol.replace('/', '')].includes(name) || assetId(symbol, draw) === name,
    );

  server.get(
    '/v2/positions',
    gate.route((account) => [...account.positions.keys()].map((symbol) => show(account, symbol))),
  );

  server.get(
    '/v2/positions/:id',
    gate.route((account, request) => {
      const symbol = symbolOf(account, idSchema.parse(request.params).id);
      return symbol === undefined ? REFUSALS.noPosition : show(account, symbol);
    }),
  );

  server.delete(
    '/v2/positions/:id',
    gate.route((account, request) => {
      const query = closeQuerySchema.safeParse(request.query);
      if (!query.success) return wrongQuery(query.error);
      const symbol = symbolOf(account, idSchema.parse(request.params).id);
      if (symbol === undefined) return REFUSALS.noPosition;
      const result = close(account, symbol, query.data);
      return isRefusal(result) ? result : orderJson(result, draw);
    }),
  );

  server.delete(
    '/v2/positions',
    gate.route((account, request) => {
      const query = closeAllQuerySchema.safeParse(request.query);
      if (!query.success) return wrongQuery(query.error);
      // Python writes its own word for true.
      if (query.data.cancel_orders?.toLowerCase() === 'true')
        cancelAll(account, parts, () => false);
      return [...account.positions.keys()].map((symbol) => {
        const result = close(account, symbol, {});
        return isRefusal(result)
          ? { symbol, status: result.status, body: JSON.parse(refusalBody(result)) }
          : { symbol, status: 200, body: orderJson(result, draw) };
      });
    }, 207),
  );
}
