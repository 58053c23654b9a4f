import { alpacaBrokers, systemClock as brokerClock, unlimitedPacer } from '@orderonce/brokers';
import { TOPICS, topicNames } from '@orderonce/contracts';
import {
  checkTopics,
  createPublisher,
  type KafkaConnection,
  kafkaConnection,
  startKeyedConsumer,
} from '@orderonce/kafka';
import type { Logger, OrderTracer, RunningService } from '@orderonce/telemetry';
import { admissionSettingsOf } from '../admission/admission-variables.ts';
import { unlimitedOrderRates } from '../admission/order-rates.ts';
import type { ExecutorConfiguration } from '../configuration/executor-configuration.ts';
import { createRecordHandler, laneOf } from '../intake/handle-record.ts';
import { nothingLost } from '../rebuild/lost-memory.ts';
import { quietControl } from '../testing/quiet-control.ts';
import { crashAt } from './crash-at.ts';
import { createExecutorMetrics } from './executor-metrics.ts';
import { createHealthServer } from './health-server.ts';
import { openClaims } from './open-claims.ts';
import { systemClock } from './system-clock.ts';

/**
 * Connects an executor to Kafka, Redis and the venue, and lets it take intents.
 *
 * @throws when one of them cannot be reached or is not as it must be; then nothing was taken
 */
export async function startExecutor(
  config: ExecutorConfiguration,
  { log, tracer }: { readonly log: Logger; readonly tracer: OrderTracer },
): Promise<RunningService> {
  await using opened = new AsyncDisposableStack();
  const topics = topicNames(config.TOPIC_PREFIX);
  const connection = kafkaConnection(config, {
    clientId: 'orderonce-executor',
    log: (level, message, fields) => log[level]({ event: 'kafka', ...fields }, message),
  });
  const partitionCount = await partitionCountOf(connection, topics);
  const metrics = createExecutorMetrics({
    monotonicMs: systemClock.monotonicMs,
    ...config.idempotency.monitoring,
  });
  const { claims, contentGuard, closeClaims } = await openClaims(config, metrics, log);
  opened.defer(closeClaims);
  const brokers = alpacaBrokers(config, { clock: brokerClock });
  opened.defer(async () => {
    await Promise.all([...brokers.values()].map((broker) => broker.close()));
  });
  const publisher = createPublisher(connection);
  opened.defer(() => publisher.stop(config.EXECUTOR_DRAIN_MS));

  const handle = createRecordHandler(
    {
      claims,
      contentGuard,
      lostMemory: nothingLost,
      control: quietControl(),
      orderRates: unlimitedOrderRates,
      brokers,
      pacer: unlimitedPacer,
      publisher,
      clock: systemClock,
      log,
      tracer,
      metrics,
      checkpoint: crashAt(config.EXECUTOR_CRASH_AT),
    },
    {
      topics,
      partitionCount,
      brokerTimeoutMs: config.EXECUTOR_BROKER_TIMEOUT_MS,
      maxDoubtMs: config.EXECUTOR_MAX_DOUBT_MS,
      admission: admissionSettingsOf(config),
    },
  );
  const consumer = await startKeyedConsumer(connection, {
    groupId: config.TOPIC_PREFIX + config.EXECUTOR_GROUP_ID,
    topic: topics.intents,
    laneOf,
    handle,
    maxConcurrent: config.EXECUTOR_MAX_CONCURRENT,
    sessionTimeoutMs: config.EXECUTOR_SESSION_TIMEOUT_MS,
    onAssigned: metrics.assigned,
    onLag: metrics.lag,
  });
  opened.defer(() => consumer.stop(config.EXECUTOR_DRAIN_MS));
  const health = createHealthServer({
    registry: metrics.registry,
    notReady: () => (consumer.assignment().size === 0 ? 'no partition is assigned' : null),
  });
  opened.defer(() => health.close());
  const url = await health.listen({ host: config.EXECUTOR_HOST, port: config.EXECUTOR_PORT });
  log.info({ event: 'listening', url });

  // Stopped in reverse: first the work, then what it stands on.
  const parts = opened.move();
  return { failed: consumer.crashed, stop: () => parts.disposeAsync() };
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
