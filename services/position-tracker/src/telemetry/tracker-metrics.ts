import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Counts } from '../store/progress.ts';

/** What is asked when somebody looks at the metrics. */
export interface MetricSources {
  /** Where each of our partitions ends on the log; rejects while the cluster is away. */
  ends(): Promise<ReadonlyMap<number, string>>;
  assignment(): ReadonlySet<number>;
  ordersInMemory(): number;
  /** By account; rejects while Redis is away. */
  breaks(): Promise<ReadonlyMap<string, number>>;
}

export interface TrackerMetrics {
  readonly registry: Registry;
  kept(partition: number, nextOffset: string, counts: Counts, durationMs: number): void;
}

/** From a batch of a few records to one that follows an outage of Redis. */
const BATCH_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30];

/** The metrics of this process: what it folded, how far behind it is, and the breaks of all. */
export function createTrackerMetrics(sources: MetricSources): TrackerMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const counters = {
    outcomesApplied: counter(
      'orderonce_tracker_outcomes_applied_total',
      'Outcomes heard for the first time',
    ),
    duplicatesIgnored: counter(
      'orderonce_tracker_outcomes_repeated_total',
      'Outcomes heard before',
    ),
    malformed: counter(
      'orderonce_tracker_records_unreadable_total',
      'Records that are no outcomes',
    ),
    alarms: counter(
      'orderonce_tracker_alarms_total',
      'Outcomes that contradict others or could not be counted',
    ),
  } satisfies Record<keyof Counts, Counter>;
  const duration = new Histogram({
    name: 'orderonce_tracker_batch_duration_seconds',
    help: 'From a batch being handed over to its being kept in Redis',
    buckets: BATCH_SECONDS,
    registers,
  });
  const next = new Map<number, string>();
  measureLag(registry, sources, next);
  new Gauge({
    name: 'orderonce_tracker_orders_in_memory',
    help: 'Orders in this process, of all its partitions',
    registers,
    collect() {
      this.set(sources.ordersInMemory());
    },
  });
  new Gauge({
    name: 'orderonce_position_breaks',
    help: 'Positions that differ from the venue’s in two comparisons in a row, by account',
    labelNames: ['account_id'],
    registers,
    async collect() {
      this.reset();
      const breaks = await sources.breaks().catch(() => new Map<string, number>());
      for (const [accountId, count] of breaks) this.set({ account_id: accountId }, count);
    },
  });
  return {
    registry,
    kept(partition, nextOffset, counts, durationMs) {
      next.set(partition, nextOffset);
      for (const name of Object.keys(counters) as (keyof Counts)[])
        counters[name].inc(counts[name]);
      duration.observe(durationMs / 1000);
    },
  };
}

function measureLag(registry: Registry, sources: MetricSources, next: ReadonlyMap<number, string>) {
  new Gauge({
    name: 'orderonce_tracker_lag',
    help: 'Records of a partition of ours that are not in the positions yet',
    labelNames: ['partition'],
    registers: [registry],
    async collect() {
      // One that went to another instance has no lag here, and the last value must not stay.
      this.reset();
      const ends = await sources.ends().catch(() => new Map<number, string>());
      for (const partition of sources.assignment()) {
        const end = ends.get(partition);
        if (end === undefined) continue;
        this.set({ partition }, Number(BigInt(end) - BigInt(next.get(partition) ?? 0)));
      }
    },
  });
}
