import { randomUUID } from 'node:crypto';
import type { Broker } from '@orderonce/brokers';
import type { AccountId } from '@orderonce/contracts';
import { claimSettingsOf, createStoreMemory, type RecordStore } from '@orderonce/idempotency';
import type { KafkaConnection, Publisher } from '@orderonce/kafka';
import type { Logger } from '@orderonce/telemetry';
import type { Registry } from 'prom-client';
import type { ExecutorConfiguration } from '../configuration/executor-configuration.ts';
import { goesOnInMemory } from '../configuration/goes-on-in-memory.ts';
import { readOutcomes } from '../rebuild/read-outcomes.ts';
import { createRebuildMetrics } from '../rebuild/rebuild-metrics.ts';
import { type Rebuilder, startRebuilder } from '../rebuild/rebuilder.ts';
import { systemClock } from './system-clock.ts';

/** Brings records that Redis lost back from the outcomes topic, from now on and while work goes on. */
export function openLostMemory(
  config: ExecutorConfiguration,
  parts: {
    readonly store: RecordStore;
    readonly brokers: ReadonlyMap<AccountId, Broker>;
    readonly connection: KafkaConnection;
    readonly outcomesTopic: string;
    readonly publisher: Publisher;
    readonly registry: Registry;
    readonly log: Logger;
  },
): Rebuilder {
  const { store, brokers, connection, outcomesTopic: topic, publisher, registry, log } = parts;
  const { behavior } = config.idempotency;
  return startRebuilder({
    memory: createStoreMemory({
      store,
      randomToken: randomUUID,
      epochMs: systemClock.epochMs,
      contentTtlMs: claimSettingsOf(config.idempotency).contentTtlMs,
    }),
    accountIds: brokers.keys(),
    readOutcomes: (signal) => readOutcomes(connection, { topic, publisher, log }, signal),
    haltsWork: !goesOnInMemory(behavior.onCacheUnavailable, config.BROKER_REPEATED_CLIENT_ORDER_ID),
    clock: systemClock,
    log,
    metrics: createRebuildMetrics(registry),
  });
}
