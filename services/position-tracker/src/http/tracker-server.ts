import { partitionKey, printable } from '@orderonce/contracts';
import type { BookedPosition, PositionBook } from '@orderonce/positions';
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import type { IntakeCounts } from '../book/outcome-intake.ts';
import { historyView, orderView, positionDetailView, positionView } from './position-view.ts';

export interface TrackerView {
  readonly book: PositionBook;
  counts(): IntakeCounts;
  /** Whether everything that stood on the topic when the tracker began has been folded. */
  isCaughtUp(): boolean;
}

/** What the tracker answers over HTTP; all of it only reads. */
export function createTrackerServer({ book, counts, isCaughtUp }: TrackerView): FastifyInstance {
  const server = fastify({ logger: false, forceCloseConnections: true });

  server.get('/healthz', () => ({ healthy: true }));

  server.get('/readyz', (_request, reply) =>
    reply.code(isCaughtUp() ? 200 : 503).send({ ready: isCaughtUp() }),
  );

  server.get('/state', () => ({ hash: book.hash(), ...counts() }));

  server.get('/positions', () => ({
    positions: book.positions().toSorted(byInstrument).map(positionView),
  }));

  server.get<{ Params: InstrumentParams }>('/positions/:accountId/:symbol', (request, reply) => {
    const { accountId, symbol } = request.params;
    const found = book.position(partitionKey(accountId, symbol));
    if (found === null) return notFound(reply, `no outcome of ${symbol} on ${accountId}`);
    return positionDetailView(found);
  });

  server.get<{ Params: { id: string } }>('/orders/:id', (request, reply) => {
    const { id } = request.params;
    const found = book.order(id);
    if (found === null) return notFound(reply, `no outcome of ${id}`);
    const orders = found.orders.map(orderView);
    return { clientOrderId: id, orders, ...historyView(found.history) };
  });

  server.setNotFoundHandler((request, reply) => notFound(reply, `no page ${request.url}`));
  return server;
}

/** As the path has them; looked up and never trusted. */
type InstrumentParams = Pick<BookedPosition, 'accountId' | 'symbol'>;

function byInstrument(a: BookedPosition, b: BookedPosition): number {
  const [keyOfA, keyOfB] = [a, b].map(({ accountId, symbol }) => partitionKey(accountId, symbol));
  return (keyOfA ?? '') < (keyOfB ?? '') ? -1 : 1;
}

function notFound(reply: FastifyReply, text: string): FastifyReply {
  return reply.code(404).send({ error: printable(text, 300) });
}
