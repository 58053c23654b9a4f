import { setTimeout as delay } from 'node:timers/promises';
import { consumeOutcomes, type OutcomeBatch } from '@orderonce/client';
import { topicNames } from '@orderonce/contracts';
import { connectRedis, testRedis } from '@orderonce/idempotency';
import { type KafkaConnection, kafkaConnection, topicOffsets } from '@orderonce/kafka';
import type { Logger, OrderTracer, RunningService } from '@orderonce/telemetry';
import type { TrackerConfiguration } from './configuration.ts';
import { createTrackerServer } from './http/tracker-server.ts';
import { StateReader } from './read/state-reader.ts';
import { sleep } from './sleep.ts';
import type { BatchEffect } from './store/fold-batch.ts';
import { createRetry } from './store/retry.ts';
import { TrackerStore } from './store/tracker-store.ts';
import { tellKept } from './telemetry/kept-batch.ts';
import { createTrackerMetrics } from './telemetry/tracker-metrics.ts';

interface Telemetry {
  readonly log: Logger;
  readonly tracer: OrderTracer;
}

/** The tracker of one deployment's outcomes, by its configuration. */
export function startTracker(
  configuration: TrackerConfiguration,
  telemetry: Telemetry,
): Promise<RunningTracker> {
  const connection = kafkaConnection(configuration, {
    clientId: 'orderonce-position-tracker',
    log: (level, message, fields) => telemetry.log[level]({ event: 'kafka', ...fields }, message),
  });
  const topic = topicNames(configuration.TOPIC_PREFIX).outcomes;
  return startTrackerOf({ connection, topic }, configuration, telemetry);
}

export interface RunningTracker extends RunningService {
  readonly url: string;
}

/** Of each order and of each position; the topic has the rest. */
const OUTCOMES_KEPT = 100;
/** A batch is one command: Redis may need its time for one of many orders. */
const COMMAND_TIMEOUT_MS = 10_000;
/** How long batches at hand may still take when the service stops; what is not kept then is read again. */
const STOP_DEADLINE_MS = 5_000;

/**
 * Folds a topic of outcomes into positions in Redis, and answers over HTTP about all of them, whichever
 * instance folds them. Any number of instances with one state name share the partitions.
 */
export async function startTrackerOf(
  { connection, topic }: { readonly connection: KafkaConnection; readonly topic: string },
  configuration: TrackerConfiguration,
  { log, tracer }: Telemetry,
): Promise<RunningTracker> {
  await using opened = new AsyncDisposableStack();
  const onConnectionError = (err: Error) =>
    log.warn({ event: 'redis-connection', err }, 'Redis is away');
  const redis = await connectRedis(configuration, {
    onConnectionError,
    commandTimeoutMs: COMMAND_TIMEOUT_MS,
  });
  opened.defer(() => redis.disconnect());
  await testRedis(redis);

  const state = { topicPrefix: configuration.TOPIC_PREFIX, name: configuration.TRACKER_STATE_NAME };
  const limits = {
    outcomesPerOrder: OUTCOMES_KEPT,
    outcomesPerPosition: OUTCOMES_KEPT,
    events: configuration.TRACKER_EVENTS,
    ordersInMemory: configuration.TRACKER_ORDERS_IN_MEMORY,
    keepEndedMs: configuration.TRACKER_KEEP_ENDED_MS,
  };
  const stopping = new AbortController();
  opened.defer(() => stopping.abort());
  const retry = createRetry({
    signal: stopping.signal,
    sleep,
    onFailure: (err) =>
      log.warn({ event: 'redis-retry', err }, 'Redis did not answer; trying again'),
  });
  const ends = () => topicOffsets(connection, topic, 'end');
  const reader = new StateReader({ redis, state, limits, partitionCount: (await ends()).size });

  let assignment: ReadonlySet<number> = new Set();
  const metrics = createTrackerMetrics({
    ends,
    assignment: () => assignment,
    ordersInMemory: () => store.orderCount,
    breaks: async () => new Map(),
  });
  const onKept = (batch: OutcomeBatch, effect: BatchEffect, durationMs: number) =>
    tellKept({ log, tracer, metrics }, batch, effect, durationMs);
  const monotonicMs = () => performance.now();
  const store = new TrackerStore({ redis, state, limits, retry, onKept, monotonicMs });

  let isCaughtUp = () => false;
  const notReady = () => {
    if (redis.status !== 'ready') return 'Redis is away';
    return isCaughtUp() ? null : 'outcomes that were there before are still being read';
  };
  const server = createTrackerServer({
    reader,
    registry: metrics.registry,
    stateName: state.name,
    notReady,
    assignment: () => assignment,
  });
  opened.defer(() => server.close());
  const url = await server.listen({
    host: configuration.TRACKER_HOST,
    port: configuration.TRACKER_PORT,
  });
  log.info({ event: 'listening', url });

  const consumer = await consumeOutcomes({
    connection,
    topic,
    store,
    groupId: `${state.topicPrefix}position-tracker-${state.name}`,
    onAssigned: (partitions) => {
      assignment = partitions;
      log.info({ event: 'assigned', partitions: [...partitions] });
    },
  });
  isCaughtUp = consumer.isCaughtUp;
  opened.defer(() => Promise.race([consumer.stop(), delay(STOP_DEADLINE_MS)]));
  const parts = opened.move();
  return {
    url,
    failed: consumer.failed,
    stop: () => parts.disposeAsync(),
  };
}
