import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ExecutorMetrics } from '../metrics-port.ts';

/** From a claim on the same machine to a venue that takes its time. */
const CALL_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Up to the longest that an order may be in doubt. */
const DOUBT_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const LATENCY_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

type Stages = Omit<ExecutorMetrics, 'outcome'>;

/** Counts and times of each stage of an intent. No label takes more values than there are words for it. */
export function createStageMetrics(registry: Registry, monotonicMs: () => number): Stages {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    buckets: number[],
    ...labelNames: Label[]
  ) => new Histogram({ name, help, buckets, labelNames, registers });

  const taken = counter('orderonce_intents_taken_total', 'Readable intents taken in', 'kind');
  const atWork = gauge(
    'orderonce_intents_at_work',
    'Intents that are worked on or wait for a turn',
  );
  const refused = counter(
    'orderonce_intents_refused_total',
    'Records that could not be taken, and ids used for a second order',
    'reason',
  );
  const claims = histogram(
    'orderonce_claim_duration_seconds',
    'From asking for a claim to an answer that can be acted upon',
    CALL_SECONDS,
    'answer',
  );
  const calls = histogram(
    'orderonce_venue_call_duration_seconds',
    'Calls to the venue, by what was asked and what the answer meant',
    CALL_SECONDS,
    'action',
    'result',
  );
  const paced = histogram(
    'orderonce_pacer_wait_seconds',
    'Waits for a turn at the venue, where it limits how often it may be called',
    DOUBT_SECONDS,
  );
  const inDoubt = gauge(
    'orderonce_orders_in_doubt',
    'Orders of which nobody knows what became now',
  );
  const doubts = histogram(
    'orderonce_doubt_duration_seconds',
    'How long orders were in doubt',
    DOUBT_SECONDS,
  );
  const denied = counter('orderonce_denials_total', 'Intents that were denied', 'reason');
  const held = counter('orderonce_holds_total', 'Orders that were held for a person', 'reason');
  const latency = histogram(
    'orderonce_intent_to_verdict_seconds',
    'From the log’s time of an intent to its verdict or hold',
    LATENCY_SECONDS,
  );
  const resolved = counter(
    'orderonce_resolutions_total',
    'Words of people on held orders that were carried out or refused',
    'decision',
    'result',
  );
  const published = histogram(
    'orderonce_outcome_publish_duration_seconds',
    'From handing an outcome over to Kafka having it',
    CALL_SECONDS,
  );
  return {
    taken: (kind) => taken.inc({ kind }),
    atWork() {
      atWork.inc();
      return () => atWork.dec();
    },
    refused: (reason) => refused.inc({ reason }),
    claimed: (answer, durationMs) => claims.observe({ answer }, durationMs / 1000),
    called: (action, result, durationMs) => calls.observe({ action, result }, durationMs / 1000),
    paced: (durationMs) => paced.observe(durationMs / 1000),
    doubtBegan() {
      const beganMs = monotonicMs();
      inDoubt.inc();
      return () => {
        inDoubt.dec();
        doubts.observe((monotonicMs() - beganMs) / 1000);
      };
    },
    denied: (reason) => denied.inc({ reason }),
    held: (reason) => held.inc({ reason }),
    // The log's clock is another machine's.
    concluded: (sinceLogMs) => latency.observe(Math.max(0, sinceLogMs) / 1000),
    resolved: (decision, result) => resolved.inc({ decision, result }),
    published: (durationMs) => published.observe(durationMs / 1000),
  };
}
