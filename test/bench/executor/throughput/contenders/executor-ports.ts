import {
  alpacaBrokers,
  type Broker,
  systemClock as brokerClock,
  unlimitedPacer,
} from '@orderonce/brokers';
import { type AccountId, topicNames } from '@orderonce/contracts';
import {
  admissionSettingsOf,
  createExecutorMetrics,
  createRecordHandler,
  executorConfiguration,
  laneOf,
  nothingLost,
  openClaims,
  quietControl,
  systemClock,
  unlimitedOrderRates,
} from '@orderonce/executor/core';
import { createPublisher, kafkaConnection } from '@orderonce/kafka';
import { createLogger, startTracing, telemetryVariablesSchema } from '@orderonce/telemetry';
import type { Place } from '../contender.ts';
import { acceptingBroker } from './accepting-broker.ts';

export type Venue = 'in-process' | { readonly connections: number };
export type OpenExecutor = Awaited<ReturnType<typeof openExecutor>>;

const DRAIN_MS = 5000;

/** Wired as the service wires itself, but for the group: with metrics, logging errors, tracing if told where to. */
export async function openExecutor(place: Place, venue: Venue) {
  const connections = venue === 'in-process' ? 1 : venue.connections;
  const config = executorConfiguration.parse({
    ...process.env,
    TOPIC_PREFIX: place.topicPrefix,
    ALPACA_BASE_URL: place.venueUrl,
    ALPACA_ACCOUNTS: JSON.stringify([
      { accountId: place.accountId, keyId: 'bench', secretKey: 'bench' },
    ]),
    ...(venue !== 'in-process' && {
      EXECUTOR_MAX_CONCURRENT: String(connections),
      BROKER_CONNECTIONS: String(connections),
    }),
  });
  const log = createLogger({ name: 'executor', level: 'error' });
  const tracing = await startTracing(
    'executor',
    telemetryVariablesSchema.parse(process.env),
    createLogger({ name: 'tracing', level: 'warn' }),
  );
  const connection = kafkaConnection(config, { clientId: 'orderonce-bench-executor' });
  const metrics = createExecutorMetrics({
    monotonicMs: systemClock.monotonicMs,
    ...config.idempotency.monitoring,
  });
  const { claims, contentGuard, closeClaims } = await openClaims(config, metrics, log);
  const brokers =
    venue === 'in-process'
      ? new Map<AccountId, Broker>([[place.accountId as AccountId, acceptingBroker()]])
      : alpacaBrokers(config, { clock: brokerClock });
  const publisher = createPublisher(connection, { chain: { topics: [place.outcomes] } });
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
      tracer: tracing.tracer,
      metrics,
      checkpoint: () => {},
    },
    {
      topics: {
        ...topicNames(place.topicPrefix),
        intents: place.intents,
        outcomes: place.outcomes,
      },
      partitionCount: place.partitions,
      brokerTimeoutMs: config.EXECUTOR_BROKER_TIMEOUT_MS,
      maxDoubtMs: config.EXECUTOR_MAX_DOUBT_MS,
      admission: admissionSettingsOf(config),
    },
  );
  return {
    handle,
    laneOf,
    connection,
    maxConcurrent: config.EXECUTOR_MAX_CONCURRENT,
    async close() {
      await publisher.stop(DRAIN_MS);
      await Promise.all([...brokers.values()].map((broker) => broker.close()));
      await closeClaims();
      await tracing.stop(DRAIN_MS);
    },
  };
}
