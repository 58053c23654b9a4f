import type { FastifyInstance } from 'fastify';
import { accountRoutes } from './account-routes.ts';
import { orderReads } from './order-reads.ts';
import { orderWrites } from './order-writes.ts';
import { positionRoutes } from './position-routes.ts';
import type { TradingParts } from './trading-parts.ts';

/** The part of Alpaca's REST interface that belongs to an account's keys. */
export function tradingRoutes(
  server: FastifyInstance,
  parts: TradingParts,
  listedSymbols: readonly string[],
): void {
  orderWrites(server, parts);
  orderReads(server, parts);
  positionRoutes(server, parts);
  accountRoutes(server, parts, listedSymbols);
}
