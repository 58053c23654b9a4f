import { alpacaBrokers, systemClock as brokerClock } from '@orderonce/brokers';
import { topicNames } from '@orderonce/contracts';
import {
  createPublisher,
  type KeyedConsumer,
  kafkaConnection,
  startKeyedConsumer,
} from '@orderonce/kafka';
import type { Logger, RunningService, WorkTracer } from '@orderonce/telemetry';
import { createHealthServer } from '@orderonce/telemetry/health';
import { admissionSettingsOf } from '../admission/admission-variables.ts';
import type { ExecutorConfiguration } from '../configuration/executor-configuration.ts';
import { registerControlMetrics } from '../control/control-metrics.ts';
import { createResolver } from '../held/resolve-held.ts';
import { accountOf, createRecordHandler, laneOf } from '../intake/handle-record.ts';
import type { ExecutorOptions } from '../ports.ts';
import type { LostMemory } from '../rebuild/lost-memory.ts';
import type { Rebuilder } from '../rebuild/rebuilder.ts';
import { Assignment } from './assignment.ts';
import { checkKeys } from './check-keys.ts';
import { crashAt } from './crash-at.ts';
import { executorId } from './executor-id.ts';
import { createExecutorMetrics } from './executor-metrics.ts';
import { openClaims } from './open-claims.ts';
import { openControl } from './open-control.ts';
import { openLimits } from './open-limits.ts';
import { openLostMemory } from './open-lost-memory.ts';
import { partitionCountOf } from './partition-count.ts';
import { systemClock } from './system-clock.ts';

/**
 * Connects an executor to Kafka, Redis and the venue, and lets it take intents.
 *
 * @throws when one of them cannot be reached or is not as it must be; then nothing was taken. A venue that
 * cannot be reached is no such thing: intents wait for it
 */
export async function startExecutor(
  config: ExecutorConfiguration,
  { log, tracer }: { readonly log: Logger; readonly tracer: WorkTracer },
): Promise<RunningService> {
  await using opened = new AsyncDisposableStack();
  const brokers = alpacaBrokers(config, {
    clock: brokerClock,
    onUnrecognised: (accountId, text) => log.warn({ event: 'venue-unrecognised', accountId }, text),
  });
  opened.defer(async () => {
    await Promise.all([...brokers.values()].map((broker) => broker.close()));
  });
  await checkKeys(brokers, { timeoutMs: config.EXECUTOR_BROKER_TIMEOUT_MS, log });
  const topics = topicNames(config.TOPIC_PREFIX);
  const id = executorId(config);
  // By this name the command that throws a kill switch finds every executor there is.
  const kafka = {
    clientId: `orderonce-executor.${id}`,
    groupId: config.TOPIC_PREFIX + config.EXECUTOR_GROUP_ID,
  };
  const connection = kafkaConnection(config, {
    clientId: kafka.clientId,
    log: (level, message, fields) => log[level]({ event: 'kafka', ...fields }, message),
  });
  const partitionCount = await partitionCountOf(connection, topics);
  const assignment = new Assignment(partitionCount);
  const metrics = createExecutorMetrics({
    monotonicMs: systemClock.monotonicMs,
    ...config.idempotency.monitoring,
  });
  const { registry } = metrics;
  const { claims, store, contentGuard, closeClaims } = await openClaims(
    config,
    metrics,
    log,
    (accountId, generation) => lostMemory.generationMet(accountId, generation),
  );
  opened.defer(closeClaims);
  const limits = await openLimits(config, { brokers, share: () => assignment.share, log });
  opened.defer(limits.closeLimits);
  const publisher = createPublisher(connection, { chain: { topics: [topics.outcomes] } });
  opened.defer(() => publisher.stop(config.EXECUTOR_DRAIN_MS));
  const lostMemory: Rebuilder = openLostMemory(config, {
    ...{ store, brokers, connection, publisher, registry, log },
    outcomesTopic: topics.outcomes,
  });
  opened.defer(lostMemory.stop);

  const options: ExecutorOptions = {
    topics,
    partitionCount,
    brokerTimeoutMs: config.EXECUTOR_BROKER_TIMEOUT_MS,
    maxDoubtMs: config.EXECUTOR_MAX_DOUBT_MS,
    admission: admissionSettingsOf(config),
    kafka,
  };
  const { control, ...following } = openControl({
    ...{ connection, topics, publisher, log, partitionCount, executorId: id },
    clock: systemClock,
    assignedPartitions: () => assignment.partitions,
    resolve: (...held) => resolve(...held),
  });
  opened.defer(() => following.close(config.EXECUTOR_DRAIN_MS));
  registerControlMetrics(registry, following.reading);
  const ports = {
    ...{ claims, contentGuard, lostMemory, control, brokers, publisher, log, tracer, metrics },
    orderRates: limits.orderRates,
    pacer: limits.pacer,
    clock: systemClock,
    checkpoint: crashAt(config.EXECUTOR_CRASH_AT),
  };
  const resolve = createResolver(ports, options);
  await following.ready;

  const perAccount = config.EXECUTOR_MAX_CONCURRENT_PER_ACCOUNT;
  const consumer = await startKeyedConsumer(connection, {
    groupId: kafka.groupId,
    topic: topics.intents,
    laneOf,
    handle: createRecordHandler(ports, options),
    maxConcurrent: config.EXECUTOR_MAX_CONCURRENT,
    ...(perAccount !== undefined && { groupOf: accountOf, maxConcurrentPerGroup: perAccount }),
    sessionTimeoutMs: config.EXECUTOR_SESSION_TIMEOUT_MS,
    onAssigned(partitions) {
      assignment.note(partitions);
      following.noteAssigned();
      metrics.assigned(partitions);
    },
    onLag: metrics.lag,
  });
  opened.defer(() => consumer.stop(config.EXECUTOR_DRAIN_MS));
  const health = createHealthServer({
    registry,
    notReady: () => notReady(consumer, lostMemory),
  });
  opened.defer(() => health.close());
  const url = await health.listen({ host: config.EXECUTOR_HOST, port: config.EXECUTOR_PORT });
  log.info({ event: 'listening', url });

  // Stopped in reverse: first the work, then what it stands on.
  const parts = opened.move();
  const failed = Promise.race([consumer.crashed, following.failed]);
  return { failed, stop: () => parts.disposeAsync() };
}

function notReady(consumer: KeyedConsumer, lostMemory: LostMemory): string | null {
  if (consumer.assignment().size === 0) return 'no partition is assigned';
  const accounts = lostMemory.rebuilding();
  return accounts.length === 0 ? null : `records are being rebuilt for ${accounts.join(', ')}`;
}
