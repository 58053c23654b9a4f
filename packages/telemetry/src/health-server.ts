import { type FastifyInstance, fastify } from 'fastify';
import type { Registry } from 'prom-client';

interface Health {
  /** Why the service is not ready; null: it is. */
  notReady(): string | null;
  readonly registry: Registry;
}

/** `/healthz` (the process lives), `/readyz` (it is ready), `/metrics` (Prometheus). */
export function createHealthServer({ notReady, registry }: Health): FastifyInstance {
  const server = fastify({ logger: false, forceCloseConnections: true });
  server.get('/healthz', () => ({ healthy: true }));
  server.get('/readyz', (_request, reply) => {
    const reason = notReady();
    return reason === null ? { ready: true } : reply.code(503).send({ ready: false, reason });
  });
  server.get('/metrics', async (_request, reply) =>
    reply.header('content-type', registry.contentType).send(await registry.metrics()),
  );
  return server;
}
