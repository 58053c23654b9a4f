import { setTimeout as delay } from 'node:timers/promises';
import { alpacaBrokers, type Broker, systemClock } from '@orderonce/brokers';
import { consumeOutcomes } from '@orderonce/client';
import { type AccountId, topicNames } from '@orderonce/contracts';
import { connectRedis, testRedis } from '@orderonce/idempotency';
import { type KafkaConnection, kafkaConnection, topicOffsets } from '@orderonce/kafka';
import type { Logger, OrderTracer, RunningService } from '@orderonce/telemetry';
import { BreakBoard, breakCounts } from './breaks/break-board.ts';
import { startComparisons } from './breaks/start-comparisons.ts';
import type { TrackerConfiguration } from './configuration.ts';
import { EventReader } from './events/event-reader.ts';
import { followOutcomes } from './follow-outcomes.ts';
import { createTrackerServer } from './http/tracker-server.ts';
import { StateReader } from './read/state-reader.ts';
import { sleep } from './sleep.ts';
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
  const brokers = brokersOf(configuration);
  return startTrackerOf({ connection, topic, brokers }, configuration, telemetry);
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
const CHECK_STATE_MS = 2_000;
const EVENT_PACE = { pollMs: 100, heartbeatMs: 15_000 };

/**
 * Folds a topic of outcomes into positions in Redis, and answers over HTTP about all of them, whichever
 * instance folds them. Any number of instances with one state name share the partitions.
 */
export async function startTrackerOf(
  between: {
    readonly connection: KafkaConnection;
    readonly topic: string;
    /** To compare with; none: nothing is compared. */
    readonly brokers: ReadonlyMap<AccountId, Broker>;
  },
  configuration: TrackerConfiguration,
  { log, tracer }: Telemetry,
): Promise<RunningTracker> {
  const { connection, topic, brokers } = between;
  await using opened = new AsyncDisposableStack();
  const redis = await connectRedis(configuration, {
    commandTimeoutMs: COMMAND_TIMEOUT_MS,
    onConnectionError: (err) => log.warn({ event: 'redis-connection', err }, 'Redis is away'),
  });
  opened.defer(() => redis.disconnect());
  await testRedis(redis);

  const { state, limits } = settingsOf(configuration);
  const ends = () => topicOffsets(connection, topic, 'end');
  const partitionCount = (await ends()).size;
  const reader = new StateReader({ redis, state, limits, partitionCount });
  const board = new BreakBoard(redis, state);
  let assignment: ReadonlySet<number> = new Set();
  const owned = { assignment: () => assignment };
  const metrics = createTrackerMetrics({
    ...{ ends, ...owned },
    ordersInMemory: () => store.orderCount,
    breaks: async () => breakCounts([...brokers.keys()], await board.breaks()),
  });
  const stopping = new AbortController();
  opened.defer(() => stopping.abort());
  const store = new TrackerStore({
    ...{ redis, state, limits },
    retry: createRetry({
      ...{ signal: stopping.signal, sleep },
      onFailure: (err) => log.warn({ event: 'redis-retry', err }, 'Redis did not answer'),
    }),
    monotonicMs: systemClock.monotonicMs,
    onKept: (batch, effect, durationMs) =>
      tellKept({ log, tracer, metrics }, batch, effect, durationMs),
  });

  let isCaughtUp = () => false;
  const server = createTrackerServer({
    ...{ reader, board, ...owned, registry: metrics.registry, stateName: state.name },
    isComparing: brokers.size > 0,
    events: new EventReader(redis, [...reader.events, board.events]),
    pace: EVENT_PACE,
    notReady: () => {
      if (redis.status !== 'ready') return 'Redis is away';
      return isCaughtUp() ? null : 'outcomes that were there before are still being read';
    },
  });
  opened.defer(() => server.close());
  const { TRACKER_HOST: host, TRACKER_PORT: port } = configuration;
  const url = await server.listen({ host, port });
  log.info({ event: 'listening', url });

  const groupId = `${state.topicPrefix}position-tracker-${state.name}`;
  const onAssigned = (partitions: ReadonlySet<number>) => {
    assignment = partitions;
    log.info({ event: 'assigned', partitions: [...partitions] });
  };
  const following = await followOutcomes({
    consume: () => consumeOutcomes({ connection, topic, store, groupId, onAssigned }),
    isLost: () => store.isLost(),
    ...{ checkEveryMs: CHECK_STATE_MS, log, sleep },
  });
  isCaughtUp = following.isCaughtUp;
  opened.defer(() => Promise.race([following.stop(), delay(STOP_DEADLINE_MS)]));
  const comparisons = startComparisons({
    ...{ brokers, redis, reader, board, partitionCount, log, ends, ...owned },
    everyMs: configuration.TRACKER_COMPARE_MS,
    timeoutMs: configuration.TRACKER_BROKER_TIMEOUT_MS,
  });
  opened.defer(() => comparisons.stop());
  const parts = opened.move();
  return { url, failed: following.failed, stop: () => parts.disposeAsync() };
}

function settingsOf(configuration: TrackerConfiguration) {
  return {
    state: { topicPrefix: configuration.TOPIC_PREFIX, name: configuration.TRACKER_STATE_NAME },
    limits: {
      outcomesPerOrder: OUTCOMES_KEPT,
      outcomesPerPosition: OUTCOMES_KEPT,
      events: configuration.TRACKER_EVENTS,
      ordersInMemory: configuration.TRACKER_ORDERS_IN_MEMORY,
      keepEndedMs: configuration.TRACKER_KEEP_ENDED_MS,
    },
  };
}

function brokersOf(configuration: TrackerConfiguration): ReadonlyMap<AccountId, Broker> {
  const { ALPACA_BASE_URL, ALPACA_ACCOUNTS } = configuration;
  if (ALPACA_BASE_URL === undefined || ALPACA_ACCOUNTS === undefined) return new Map();
  const venue = { ...configuration, ALPACA_BASE_URL, ALPACA_ACCOUNTS };
  return alpacaBrokers(venue, { clock: systemClock });
}
