import type { FastifyInstance } from 'fastify';
import { REFUSALS } from '../venue/refusal.ts';
import { accountJson } from '../wire/account-json.ts';
import { activityQuerySchema, activityTypes } from '../wire/activity-query.ts';
import { assetJson } from '../wire/asset-json.ts';
import { clockJson } from '../wire/clock-json.ts';
import { fillJson } from '../wire/fill-json.ts';
import { fillQuerySchema, selectFills } from '../wire/fill-query.ts';
import { assetId } from '../wire/order-json.ts';
import { idSchema, type TradingParts, wrongQuery } from './trading-parts.ts';

/** The account itself, what happened to it, and the market that it trades in. */
export function accountRoutes(
  server: FastifyInstance,
  parts: TradingParts,
  listedSymbols: readonly string[],
): void {
  const { venue, prices, runtime, draw, gate } = parts;

  server.get(
    '/v2/account',
    gate.route((account) => accountJson(account, { prices, draw, nowMs: runtime.nowMs() })),
  );

  server.get(
    '/v2/account/activities',
    gate.route((account, request) => {
      const query = activityQuerySchema.safeParse(request.query);
      if (!query.success) return wrongQuery(query.error);
      if (!activityTypes(query.data).has('FILL')) return [];
      return selectFills(account, query.data)?.map(fillJson) ?? REFUSALS.invalid('page_token');
    }),
  );

  server.get(
    '/v2/account/activities/:id',
    gate.route((account, request) => {
      const query = fillQuerySchema.safeParse(request.query);
      if (!query.success) return wrongQuery(query.error);
      // Nothing but fills ever happens here.
      if (idSchema.parse(request.params).id !== 'FILL') return [];
      return selectFills(account, query.data)?.map(fillJson) ?? REFUSALS.invalid('page_token');
    }),
  );

  server.get(
    '/v2/clock',
    gate.route(() => clockJson(runtime.nowMs(), venue.session.endsAtMs())),
  );

  server.get(
    '/v2/assets',
    gate.route(() => listedSymbols.map((symbol) => assetJson(symbol, draw))),
  );

  server.get(
    '/v2/assets/:id',
    gate.route((_account, request) => {
      const { id } = idSchema.parse(request.params);
      const symbol = listedSymbols.find((each) => assetId(each, draw) === id) ?? id;
      return venue.admission.isTraded(symbol) ? assetJson(symbol, draw) : REFUSALS.noAsset(id);
    }),
  );
}
