import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { accountIdSchema, topicNames } from '@orderonce/contracts';
import { createContentGuard, createRecordHandler, laneOf } from '@orderonce/executor/core';
import {
  connectRedis,
  createOrderClaims,
  createRedisStore,
  loadIdempotencyConfig,
  redisEnvironment,
} from '@orderonce/idempotency';
import {
  checkTopics,
  createPublisher,
  kafkaConnection,
  kafkaEnvironment,
  startKeyedConsumer,
} from '@orderonce/kafka';
import {
  type Logger,
  millisecondsVariable,
  type OrderTracer,
  type RunningService,
} from '@orderonce/telemetry';
import { z } from 'zod';
import { instantVenue } from './instant-venue.ts';

export const coreEnvironment = z.object({
  ...kafkaEnvironment,
  ...redisEnvironment,
  BENCH_ACCOUNT_ID: accountIdSchema,
  BENCH_GROUP_ID: z.string().min(1),
  /** Symbols on which the venue never answers, with commas between them. */
  BENCH_SILENT_SYMBOLS: z.string().default(''),
  BENCH_MAX_DOUBT_MS: millisecondsVariable(100, 3_600_000).default(60_000),
});

const MAX_CONCURRENT = 256;
const BROKER_TIMEOUT_MS = 500;
const LEASE_MS = 2000;
const DRAIN_MS = 5000;

/** The executor's own code on the real Kafka and Redis, with a venue in this process that answers at once. */
export async function startCore(
  config: z.output<typeof coreEnvironment>,
  { log, tracer }: { readonly log: Logger; readonly tracer: OrderTracer },
): Promise<RunningService> {
  const topics = topicNames(config.TOPIC_PREFIX);
  const connection = kafkaConnection(config, { clientId: 'orderonce-bench-core' });
  const { partitionCounts } = await checkTopics(connection, [{ name: topics.intents, config: {} }]);
  const store = createRedisStore(await connectRedis(config));
  const publisher = createPublisher(connection);
  const idempotency = loadIdempotencyConfig('idempotency: { cache: { type: redis } }');
  const clock = {
    epochMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    sleep: (durationMs: number, signal: AbortSignal) =>
      delay(durationMs, undefined, { signal }).catch(() => {}),
  };
  const claims = createOrderClaims({
    store,
    clock,
    randomToken: randomUUID,
    leaseMs: LEASE_MS,
    sendMarginMs: BROKER_TIMEOUT_MS + 1000,
  });
  const venue = instantVenue(new Set(config.BENCH_SILENT_SYMBOLS.split(',')));
  const handle = createRecordHandler(
    {
      claims,
      contentGuard: createContentGuard(idempotency, (makeKey) => makeKey()),
      brokers: new Map([[config.BENCH_ACCOUNT_ID, venue]]),
      publisher,
      clock,
      log,
      tracer,
      metrics: { outcome: () => {} },
      checkpoint: () => {},
    },
    {
      topics,
      partitionCount: partitionCounts.get(topics.intents) ?? 0,
      brokerTimeoutMs: BROKER_TIMEOUT_MS,
      maxDoubtMs: config.BENCH_MAX_DOUBT_MS,
    },
  );
  const consumer = await startKeyedConsumer(connection, {
    groupId: config.BENCH_GROUP_ID,
    topic: topics.intents,
    laneOf,
    handle,
    maxConcurrent: MAX_CONCURRENT,
  });
  return {
    failed: consumer.crashed,
    async stop() {
      await consumer.stop(DRAIN_MS);
      await publisher.stop(DRAIN_MS);
      await store.close();
    },
  };
}
