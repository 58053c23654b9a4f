import { Registry } from 'prom-client';
import { loadIdempotencyConfig } from '../config/load-config.ts';
import { createIdempotencyGuard } from '../guard/create-guard.ts';
import { createIdempotencyMetrics } from '../metrics/idempotency-metrics.ts';
import type { OrderClaimsOptions } from '../order-claims-options.ts';
import type { RecordStore } from '../store/record-store.ts';
import { testClaims } from './test-claims.ts';

let requests = 0;

/** A guard over a store, with its metrics and what it logged. */
export function testGuard(
  store: RecordStore,
  yaml = '',
  changes: Partial<OrderClaimsOptions> = {},
) {
  const registry = new Registry();
  const metrics = createIdempotencyMetrics({ registry, monotonicMs: () => performance.now() });
  const config = loadIdempotencyConfig(yaml);
  const lines: string[] = [];
  const guard = createIdempotencyGuard({
    claims: testClaims(store, {
      observe: metrics.observe,
      freesFailedContent: config.behavior.allowRetryAfterFailure,
      contentTtlMs: config.cache.ttl,
      ...changes,
    }),
    config,
    metrics,
    epochMs: () => Date.now(),
    newRequestId: () => `request-${process.pid}-${++requests}`,
    log: (line) => void lines.push(line),
  });
  return { ...guard, metrics, registry, lines };
}
