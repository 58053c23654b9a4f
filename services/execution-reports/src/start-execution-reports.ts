import { setTimeout as delay } from 'node:timers/promises';
import { alpacaBrokers, type Broker, createRequestPacer, systemClock } from '@orderonce/brokers';
import { type AccountId, topicNames } from '@orderonce/contracts';
import type { RedisEnvironment } from '@orderonce/idempotency';
import {
  createPublisher,
  type KafkaConnection,
  kafkaConnection,
  readTopic,
} from '@orderonce/kafka';
import type { Logger, OrderTracer, RunningService } from '@orderonce/telemetry';
import { createHealthServer } from '@orderonce/telemetry/health';
import type { ExecutionReportsConfiguration } from './configuration.ts';
import { followOutcomes } from './orders/follow-outcomes.ts';
import { OrderTraces } from './orders/order-traces.ts';
import { RedisLink } from './redis/redis-link.ts';
import { reportPublisher } from './reports/report-publisher.ts';
import { AccountReader, type ReaderOptions } from './service/account-reader.ts';
import { createReportMetrics } from './service/report-metrics.ts';
import { sleep } from './service/sleep.ts';

export type ReportOptions = ReaderOptions &
  RedisEnvironment &
  Pick<ExecutionReportsConfiguration, 'EXECUTION_REPORTS_HOST' | 'EXECUTION_REPORTS_PORT'>;

interface Telemetry {
  readonly log: Logger;
  readonly tracer: OrderTracer;
}

export interface RunningReports extends RunningService {
  readonly url: string;
}

const CLIENT_ID = 'orderonce-execution-reports';
const STOP_DEADLINE_MS = 5_000;
/** About 150 bytes each, and only of traces that are recorded. */
const MAX_REMEMBERED_TRACES = 50_000;
/** What this service takes of an account's limit while Redis is away and nobody can share it. */
const SHARE_WITHOUT_REDIS = 0.2;

/** The execution reports of all accounts of a configuration. */
export async function startExecutionReports(
  configuration: ExecutionReportsConfiguration,
  telemetry: Telemetry,
): Promise<RunningReports> {
  const connection = kafkaConnection(configuration, {
    clientId: CLIENT_ID,
    log: (level, message, fields) => telemetry.log[level]({ event: 'kafka', ...fields }, message),
  });
  const brokers = alpacaBrokers(configuration, { clock: systemClock });
  const topic = topicNames(configuration.TOPIC_PREFIX).outcomes;
  return startReportsOf({ brokers, connection, topic }, configuration, telemetry);
}

/**
 * Publishes every execution on the brokers' accounts to a topic of outcomes, each once as far as the topic tells.
 * Any number of these processes can run: of each account one reads, and another takes over when it dies.
 */
export async function startReportsOf(
  between: {
    readonly brokers: ReadonlyMap<AccountId, Broker>;
    readonly connection: KafkaConnection;
    readonly topic: string;
  },
  options: ReportOptions,
  { log, tracer }: Telemetry,
): Promise<RunningReports> {
  await using opened = new AsyncDisposableStack();
  const { brokers, connection, topic } = between;
  opened.defer(async () => {
    await Promise.all([...brokers.values()].map((broker) => broker.close()));
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  const readers = [...brokers].map(
    ([accountId, broker]) => [new AccountReader(accountId, options), broker] as const,
  );
  const states = () => readers.map(([reader]) => reader.state);
  const metrics = createReportMetrics(states);
  const { health, url, ready } = await openHealth(readers, metrics.registry, options);
  opened.defer(() => health.close());
  log.info({ event: 'listening', url });

  const reading = readTopic(connection, { topic, from: 'beginning', until: 'follow', signal });
  const accounts = readers.map(([{ orders }]) => orders);
  const traces = new OrderTraces(MAX_REMEMBERED_TRACES);
  const following = followOutcomes(reading, accounts, traces, log);
  opened.defer(() => stopping.abort());
  await Promise.race([reading.caughtUp, following]);

  const redis = new RedisLink(options, { log, sleep });
  opened.defer(() => redis.close());
  await redis.tried;
  const pacer = createRequestPacer({
    limitOf: (accountId) => brokers.get(accountId)?.capabilities.rateLimit,
    runScript: redis.runScript,
    share: () => SHARE_WITHOUT_REDIS,
    clock: { monotonicMs: systemClock.monotonicMs, sleep },
  });
  opened.defer(() => pacer.stop());
  const publisher = createPublisher(connection, { chain: { topics: [topic] } });
  opened.defer(() => publisher.stop(STOP_DEADLINE_MS));
  const publish = reportPublisher(publisher, {
    ...{ topic, tracer, traces, told: metrics.told },
    kafka: { clientId: CLIENT_ID },
  });
  const turns = readers.map(([reader, broker]) =>
    reader.run({ broker, redis, pacer, topic, publish, log, signal }),
  );
  ready();
  const working = Promise.all([following, ...turns]).catch((error: unknown) => {
    // What is cut short by stopping is read again at the next start.
    if (!signal.aborted) throw error;
  });
  opened.defer(async () => {
    stopping.abort();
    await Promise.race([working, delay(STOP_DEADLINE_MS)]);
  });
  const parts = opened.move();
  return {
    url,
    failed: working.then(() => new Promise<never>(() => {})),
    stop: () => parts.disposeAsync(),
  };
}

async function openHealth(
  readers: readonly (readonly [AccountReader, Broker])[],
  registry: ReturnType<typeof createReportMetrics>['registry'],
  { EXECUTION_REPORTS_HOST: host, EXECUTION_REPORTS_PORT: port }: ReportOptions,
) {
  let isReady = false;
  const notReady = () => {
    if (!isReady) return 'what was told before is still being read';
    const late = readers.filter(([{ isLate }]) => isLate).map(([{ state }]) => state.accountId);
    return late.length === 0 ? null : `the venue does not answer for ${late.join(', ')}`;
  };
  const health = createHealthServer({ registry, notReady });
  const url = await health.listen({ host, port });
  const ready = () => {
    isReady = true;
  };
  return { health, url, ready };
}
