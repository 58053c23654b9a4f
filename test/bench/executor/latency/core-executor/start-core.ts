import { unlimitedPacer } from '@orderonce/brokers';
import { topicNames } from '@orderonce/contracts';
import {
  createExecutorMetrics,
  createRecordHandler,
  type executorConfiguration,
  laneOf,
  nothingLost,
  openClaims,
  quietControl,
  systemClock,
  unlimitedOrderRates,
} from '@orderonce/executor/core';
import {
  checkTopics,
  createPublisher,
  kafkaConnection,
  startKeyedConsumer,
} from '@orderonce/kafka';
import type { Logger, RunningService, WorkTracer } from '@orderonce/telemetry';
import type { z } from 'zod';
import { InstantVenue } from './instant-venue.ts';

const ADMISSION = {
  maxIntentAgeMs: 3_600_000,
  maxClockSkewMs: 60_000,
  referencePriceMaxAgeMs: 60_000,
};

/**
 * The executor wired as its service wires it, on the real Kafka and Redis and with the service's own variables,
 * but with a venue in this process that answers at once.
 */
export async function startCore(
  config: z.output<typeof executorConfiguration>,
  { log, tracer }: { readonly log: Logger; readonly tracer: WorkTracer },
): Promise<RunningService> {
  const topics = topicNames(config.TOPIC_PREFIX);
  const connection = kafkaConnection(config, { clientId: 'orderonce-bench-core' });
  const { partitionCounts } = await checkTopics(connection, [{ name: topics.intents, config: {} }]);
  const metrics = createExecutorMetrics({
    monotonicMs: systemClock.monotonicMs,
    ...config.idempotency.monitoring,
  });
  const { claims, contentGuard, closeClaims } = await openClaims(config, metrics, log);
  const publisher = createPublisher(connection, { chain: { topics: [topics.outcomes] } });
  const venue = new InstantVenue();
  const handle = createRecordHandler(
    {
      claims,
      contentGuard,
      lostMemory: nothingLost,
      control: quietControl(),
      orderRates: unlimitedOrderRates,
      brokers: new Map(config.ALPACA_ACCOUNTS.map(({ accountId }) => [accountId, venue])),
      pacer: unlimitedPacer,
      publisher,
      clock: systemClock,
      log,
      tracer,
      metrics,
      checkpoint: () => {},
    },
    {
      topics,
      partitionCount: partitionCounts.get(topics.intents) ?? 0,
      brokerTimeoutMs: config.EXECUTOR_BROKER_TIMEOUT_MS,
      maxDoubtMs: config.EXECUTOR_MAX_DOUBT_MS,
      admission: ADMISSION,
    },
  );
  const consumer = await startKeyedConsumer(connection, {
    groupId: config.TOPIC_PREFIX + config.EXECUTOR_GROUP_ID,
    topic: topics.intents,
    laneOf,
    handle,
    maxConcurrent: config.EXECUTOR_MAX_CONCURRENT,
  });
  return {
    failed: consumer.crashed,
    async stop() {
      await consumer.stop(config.EXECUTOR_DRAIN_MS);
      await publisher.stop(config.EXECUTOR_DRAIN_MS);
      await closeClaims();
    },
  };
}
