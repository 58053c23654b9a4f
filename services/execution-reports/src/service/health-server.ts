import { type FastifyInstance, fastify } from 'fastify';
import type { Registry } from 'prom-client';

export interface Health {
  /** Why executions are not told now; null: they are, or another process tells them. */
  notReady(): string | null;
  readonly registry: Registry;
}

/** `/healthz` (the process lives), `/readyz` (executions are told), `/metrics` (Prometheus). */
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
