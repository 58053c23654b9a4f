import { accountIdSchema, printable, symbolSchema } from '@orderonce/contracts';
import { sumOfHashes } from '@orderonce/positions';
import { createHealthServer } from '@orderonce/telemetry/health';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Registry } from 'prom-client';
import type { BreakBoard } from '../breaks/break-board.ts';
import type { StateReader } from '../read/state-reader.ts';
import { addCounts, type Counts, NO_COUNTS } from '../store/progress.ts';
import type { PositionRecord } from '../store/records.ts';
import { addEventRoute, type EventRouteOptions } from './event-route.ts';
import { historyView, orderView, positionDetailView, positionView } from './position-view.ts';

export interface ServerOptions extends EventRouteOptions {
  readonly reader: StateReader;
  readonly registry: Registry;
  readonly stateName: string;
  /** Why this instance is not ready; null: it is. */
  notReady(): string | null;
  readonly board: BreakBoard;
  /** Whether anything is compared with a venue. */
  readonly isComparing: boolean;
  /** The partitions that this instance folds. */
  assignment(): ReadonlySet<number>;
}

/** What the tracker answers over HTTP, about all partitions; all of it only reads. */
export function createTrackerServer(options: ServerOptions): FastifyInstance {
  const { reader } = options;
  const server = createHealthServer(options);

  server.get('/state', () => stateView(options));
  server.get('/breaks', () => breaksView(options));
  addEventRoute(server, options);

  server.get<{ Querystring: Filter }>('/positions', async ({ query: { account, symbol } }) => {
    const isWanted = (position: PositionRecord) =>
      (account === undefined || position.accountId === account) &&
      (symbol === undefined || position.symbol === symbol);
    const positions = (await reader.positions()).filter(isWanted).toSorted(byInstrument);
    return { positions: positions.map(positionView) };
  });

  server.get<{ Params: InstrumentParams }>(
    '/positions/:accountId/:symbol',
    async (request, reply) => {
      const { params } = request;
      const accountId = accountIdSchema.safeParse(params.accountId);
      const symbol = symbolSchema.safeParse(params.symbol);
      const isName = accountId.success && symbol.success;
      const found = isName ? await reader.position(accountId.data, symbol.data) : null;
      if (found === null)
        return notFound(reply, `no outcome of ${params.symbol} on ${params.accountId}`);
      return positionDetailView(found);
    },
  );

  server.get<{ Params: { id: string } }>('/orders/:id', async (request, reply) => {
    const { id } = request.params;
    const found = await reader.orders(id);
    if (found === null) return notFound(reply, `no outcome of ${id}`);
    const orders = found.orders.map(orderView);
    return { clientOrderId: id, orders, ...historyView(found.history) };
  });

  server.setErrorHandler((error, _request, reply) => {
    // All that can fail here is reading Redis.
    const text = error instanceof Error ? error.message : String(error);
    return reply.code(503).send({ error: `the state cannot be read now: ${printable(text, 300)}` });
  });
  server.setNotFoundHandler((request, reply) => notFound(reply, `no page ${request.url}`));
  return server;
}

/** As the path has them; looked up and never trusted. */
interface InstrumentParams {
  readonly accountId: string;
  readonly symbol: string;
}

interface Filter {
  readonly account?: string;
  readonly symbol?: string;
}

async function stateView({ reader, stateName, assignment }: ServerOptions) {
  const partitions = await reader.progress();
  const counts = partitions.reduce<Counts>(addCounts, NO_COUNTS);
  const own = assignment();
  return {
    name: stateName,
    hash: sumOfHashes(partitions.map(({ hash }) => hash)),
    isComplete: partitions.every(({ incompleteFrom }) => incompleteFrom === undefined),
    ...counts,
    partitions: partitions.map(({ nextOffset, hash, incompleteFrom }, partition) => ({
      partition,
      nextOffset,
      hash,
      ...(incompleteFrom !== undefined && { incompleteFrom }),
      isOurs: own.has(partition),
    })),
  };
}

async function breaksView({ board, isComparing }: ServerOptions) {
  if (!isComparing) return { isComparing, text: 'no venue to compare with is configured' };
  const [breaks, accounts] = await Promise.all([board.breaks(), board.comparisons()]);
  return { isComparing, breaks, accounts };
}

function byInstrument(a: PositionRecord, b: PositionRecord): number {
  const [keyOfA, keyOfB] = [a, b].map(({ accountId, symbol }) => `${accountId}:${symbol}`);
  return (keyOfA ?? '') < (keyOfB ?? '') ? -1 : 1;
}

function notFound(reply: FastifyReply, text: string): FastifyReply {
  return reply.code(404).send({ error: printable(text, 300) });
}
