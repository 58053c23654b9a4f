import { createIdempotencyMetrics, type IdempotencyMetrics } from '@orderonce/idempotency';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { ExecutorMetrics } from '../metrics-port.ts';
import { createStageMetrics } from './stage-metrics.ts';

export interface ExecutorTelemetry extends ExecutorMetrics {
  readonly registry: Registry;
  readonly idempotency: IdempotencyMetrics;
  lag(partition: number, records: number): void;
  assigned(partitions: ReadonlySet<number>): void;
}

/** The executor's metrics: ORDER-004's, those of each stage, the outcomes by word, and how far it is behind. */
export function createExecutorMetrics(options: {
  readonly monotonicMs: () => number;
  readonly trackCacheHitRate: boolean;
  readonly trackKeyGeneration: boolean;
  readonly alertOnHighDuplicateRate: boolean;
  readonly duplicateRateThreshold: number;
}): ExecutorTelemetry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const idempotency = createIdempotencyMetrics({ registry, ...options });
  const outcomes = new Counter({
    name: 'orderonce_outcomes_total',
    help: 'Outcomes published, by exec type',
    labelNames: ['exec_type'],
    registers,
  });
  const lag = new Gauge({
    name: 'orderonce_intents_lag',
    help: 'Intents between what is committed and the end of a partition',
    labelNames: ['partition'],
    registers,
  });
  const owned = new Gauge({
    name: 'orderonce_assigned_partitions',
    help: 'Partitions of the intents topic that this executor works on',
    registers,
  });
  return {
    ...createStageMetrics(registry, options.monotonicMs),
    registry,
    idempotency,
    outcome(execType) {
      outcomes.inc({ exec_type: execType });
      if (execType === 'ACCEPTED') idempotency.orderPlaced();
    },
    lag: (partition, records) => lag.set({ partition: String(partition) }, records),
    assigned(partitions) {
      // A partition that went elsewhere has no lag here, and the last value must not stay.
      lag.reset();
      owned.set(partitions.size);
    },
  };
}
