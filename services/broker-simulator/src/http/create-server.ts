import { randomBytes } from 'node:crypto';
import { type FastifyInstance, fastify } from 'fastify';
import { REFUSALS } from '../venue/refusal.ts';
import { sendRefusal } from './send.ts';

const LARGEST_BODY_BYTES = 64 * 1024;

/** A server without routes: every answer has an id of its own, and errors speak as the venue does. */
export function createServer(): FastifyInstance {
  let requests = 0;
  const run = randomBytes(8).toString('hex');
  const server = fastify({
    logger: false,
    bodyLimit: LARGEST_BODY_BYTES,
    forceCloseConnections: true,
    genReqId: () => run + (++requests).toString(16).padStart(16, '0'),
  });
  // Bodies stay text: one that cannot be parsed belongs into the ledger too.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  server.setErrorHandler((error: { statusCode?: number }, _request, reply) =>
    sendRefusal(reply, { ...REFUSALS.unreadable, status: error.statusCode ?? 500 }),
  );
  server.setNotFoundHandler((_request, reply) => sendRefusal(reply, REFUSALS.noRoute));
  return server;
}
