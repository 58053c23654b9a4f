import { randomBytes } from 'node:crypto';
import { alpacaBrokers, systemClock as brokerClock } from '@orderonce/brokers';
import { TOPICS, topicNames } from '@orderonce/contracts';
import { connectRedis, createOrderClaims, createRedisStore } from '@orderonce/idempotency';
import {
  checkTopics,
  createPublisher,
  type KafkaConnection,
  kafkaConnection,
  startKeyedConsumer,
} from '@orderonce/kafka';
import type { Logger, OrderTracer, RunningService } from '@orderonce/telemetry';
import { systemClock } from './clock.ts';
import { type ExecutorConfiguration, LEASE_MARGIN_MS } from './configuration.ts';
import { crashAt } from './crash-at.ts';
import { createRecordHandler, laneOf } from './intake/handle-record.ts';

/**
 * Connects an executor to Kafka, Redis and the venue, and lets it take intents.
 *
 * @throws when one of them cannot be reached or is not as it must be; then nothing was taken
 */
export async function startExecutor(
  config: ExecutorConfiguration,
  { log, tracer }: { readonly log: Logger; readonly tracer: OrderTracer },
): Promise<RunningService> {
  const topics = topicNames(config.TOPIC_PREFIX);
  const connection = kafkaConnection(config, {
    clientId: 'orderonce-executor',
    log: (level, message, fields) => log[level]({ event: 'kafka', ...fields }, message),
  });
  const partitionCount = await partitionCountOf(connection, topics);
  const redis = await connectRedis(config, {
    onConnectionError: (err) => log.warn({ event: 'redis-connection', err }, 'Redis is away'),
  });
  const store = createRedisStore(redis);
  const publisher = createPublisher(connection);
  const brokers = alpacaBrokers(config, { clock: brokerClock });
  const handle = createRecordHandler(
    {
      claims: createOrderClaims({
        store,
        clock: systemClock,
        randomToken: () => randomBytes(12).toString('base64url'),
        leaseMs: config.EXECUTOR_LEASE_MS,
        sendMarginMs: config.EXECUTOR_BROKER_TIMEOUT_MS + LEASE_MARGIN_MS,
      }),
      brokers,
      publisher,
      clock: systemClock,
      log,
      tracer,
      checkpoint: crashAt(config.EXECUTOR_CRASH_AT),
    },
    {
      topics,
      partitionCount,
      brokerTimeoutMs: config.EXECUTOR_BROKER_TIMEOUT_MS,
      maxDoubtMs: config.EXECUTOR_MAX_DOUBT_MS,
    },
  );
  const consumer = await startKeyedConsumer(connection, {
    groupId: config.TOPIC_PREFIX + config.EXECUTOR_GROUP_ID,
    topic: topics.intents,
    laneOf,
    handle,
    maxConcurrent: config.EXECUTOR_MAX_CONCURRENT,
    sessionTimeoutMs: config.EXECUTOR_SESSION_TIMEOUT_MS,
  });
  return {
    failed: consumer.crashed,
    async stop() {
      // First the work, then what it stands on.
      await consumer.stop(config.EXECUTOR_DRAIN_MS);
      await publisher.stop(config.EXECUTOR_DRAIN_MS);
      await Promise.all([...brokers.values()].map((broker) => broker.close()));
      await store.close();
    },
  };
}

/** @throws when the topics are missing or are not as the order of intents needs them */
async function partitionCountOf(
  connection: KafkaConnection,
  names: ReturnType<typeof topicNames>,
): Promise<number> {
  const findings = await checkTopics(
    connection,
    (['intents', 'outcomes', 'deadLetters', 'control'] as const).map((topic) => ({
      name: names[topic],
      config: TOPICS[topic].config,
    })),
  );
  const intents = findings.partitionCounts.get(names.intents);
  const outcomes = findings.partitionCounts.get(names.outcomes);
  const problems = [...findings.problems];
  if (intents !== undefined && outcomes !== undefined && intents !== outcomes)
    problems.push(
      `${names.intents} has ${intents} partitions and ${names.outcomes} ${outcomes}: they must be equal`,
    );
  if (problems.length > 0 || intents === undefined)
    throw new Error(`the topics are not as they must be: ${problems.join('; ')}`);
  return intents;
}
