import { setTimeout as delay } from 'node:timers/promises';
import { alpacaBrokers, type Broker, systemClock } from '@orderonce/brokers';
import { type AccountId, topicNames } from '@orderonce/contracts';
import {
  createPublisher,
  type KafkaConnection,
  kafkaConnection,
  readTopic,
} from '@orderonce/kafka';
import type { Logger, OrderTracer, RunningService } from '@orderonce/telemetry';
import { AccountReports, pollAccount } from './account/account-reports.ts';
import type { ExecutionReportsConfiguration } from './configuration.ts';
import { DoubtedOrders } from './orders/doubted-orders.ts';
import { followOutcomes } from './orders/follow-outcomes.ts';
import { KnownOrders } from './orders/known-orders.ts';
import { reportPublisher } from './reports/report-publisher.ts';

type ReportOptions = Pick<
  ExecutionReportsConfiguration,
  'EXECUTION_REPORTS_POLL_MS' | 'EXECUTION_REPORTS_CHECK_MS' | 'EXECUTION_REPORTS_TIMEOUT_MS'
>;

interface Telemetry {
  readonly log: Logger;
  readonly tracer: OrderTracer;
}

/** About 300 bytes each. */
const MAX_REMEMBERED_ORDERS = 100_000;
const STOP_DEADLINE_MS = 5_000;

/** The execution reports of all accounts of a configuration. */
export async function startExecutionReports(
  configuration: ExecutionReportsConfiguration,
  telemetry: Telemetry,
): Promise<RunningService> {
  const connection = kafkaConnection(configuration, {
    clientId: 'orderonce-execution-reports',
    log: (level, message, fields) => telemetry.log[level]({ event: 'kafka', ...fields }, message),
  });
  const brokers = alpacaBrokers(configuration, { clock: systemClock });
  const topic = topicNames(configuration.TOPIC_PREFIX).outcomes;
  return startReportsOf({ brokers, connection, topic }, configuration, telemetry);
}

/**
 * Publishes every fill and every end of the orders on the brokers' accounts to a topic of outcomes, once it
 * knows what already stands there. After a start it publishes again what the venue still has, as the same
 * events. Nothing but the log is its memory.
 */
export async function startReportsOf(
  between: {
    readonly brokers: ReadonlyMap<AccountId, Broker>;
    readonly connection: KafkaConnection;
    readonly topic: string;
  },
  options: ReportOptions,
  { log, tracer }: Telemetry,
): Promise<RunningService> {
  const { brokers, connection, topic } = between;
  const stopping = new AbortController();
  const { signal } = stopping;
  const accounts = [...brokers].map(([accountId, broker]) => ({
    accountId,
    broker,
    known: new KnownOrders({
      accountId,
      checkEveryMs: options.EXECUTION_REPORTS_CHECK_MS,
      maxRemembered: MAX_REMEMBERED_ORDERS,
    }),
    doubted: new DoubtedOrders({
      accountId,
      maxRemembered: MAX_REMEMBERED_ORDERS,
      clock: systemClock,
    }),
  }));
  const reading = readTopic(connection, { topic, from: 'beginning', until: 'follow', signal });
  const following = followOutcomes(reading, accounts, { clock: systemClock, log });
  await Promise.race([reading.caughtUp, following]);

  const publisher = createPublisher(connection);
  const pollings = accounts.map(({ accountId, broker, known, doubted }) => {
    const reports = new AccountReports({
      ...{ accountId, broker, known, doubted, clock: systemClock, log, signal },
      publish: reportPublisher(publisher, topic, tracer),
      timeoutMs: options.EXECUTION_REPORTS_TIMEOUT_MS,
    });
    const pollMs = options.EXECUTION_REPORTS_POLL_MS;
    return pollAccount(reports, { accountId, pollMs, signal, log, sleep: sleepUntil(signal) });
  });
  const working = Promise.all([following, ...pollings]).catch((error: unknown) => {
    // What is cut short by stopping is read again at the next start.
    if (!signal.aborted) throw error;
  });
  return {
    failed: working.then(() => new Promise<never>(() => {})),
    async stop() {
      stopping.abort();
      await Promise.race([working, delay(STOP_DEADLINE_MS)]);
      await publisher.stop(STOP_DEADLINE_MS);
      await Promise.all(accounts.map(({ broker }) => broker.close()));
    },
  };
}

function sleepUntil(signal: AbortSignal): (durationMs: number) => Promise<void> {
  return (durationMs) => delay(durationMs, undefined, { signal }).catch(() => {});
}
