import { MemoryBroker, type MemoryBrokerOptions, unlimitedPacer } from '@orderonce/brokers';
import {
  decodeOutcome,
  encodeIntent,
  type Intent,
  type Outcome,
  partitionKey,
  topicNames,
} from '@orderonce/contracts';
import { type AdmissionSettings, createContentGuard } from '@orderonce/decisions';
import { BEGIN_MS, intent } from '@orderonce/decisions/testing';
import {
  createMemoryStore,
  createOrderClaims,
  loadIdempotencyConfig,
  type RecordStore,
} from '@orderonce/idempotency';
import {
  type IncomingRecord,
  type LaneContext,
  type OutgoingRecord,
  type Publisher,
  partitionFor,
  type RecordHandler,
} from '@orderonce/kafka';
import { createLogger, noTraces } from '@orderonce/telemetry';
import { unlimitedOrderRates } from '../admission/order-rates.ts';
import { createRecordHandler } from '../intake/handle-record.ts';
import { noExecutorMetrics } from '../metrics-port.ts';
import type { Checkpoint, Clock, ExecutorPorts } from '../ports.ts';
import { nothingLost } from '../rebuild/lost-memory.ts';
import { controlUnderTest } from './quiet-control.ts';

const PARTITION_COUNT = 12;
export const LEASE_MS = 10_000;
const ADMISSION: AdmissionSettings = {
  maxIntentAgeMs: 0,
  maxClockSkewMs: 5000,
  referencePriceMaxAgeMs: 60_000,
};

/** What a killed process throws from its checkpoint, so that nothing after it happens. */
class Killed extends Error {}

/**
 * A venue, a store and a log that outlive executors, on a clock that only moves when somebody sleeps; and
 * executors on them that can be killed at any checkpoint and started again.
 */
export function createWorld(
  venue: Partial<MemoryBrokerOptions> = {},
  configuration = '',
  observed: Partial<Pick<ExecutorPorts, 'tracer' | 'metrics'>> = {},
) {
  const config = loadIdempotencyConfig(configuration);
  let nowMs = BEGIN_MS;
  const clock: Clock & { advance(ms: number): void } = {
    epochMs: () => nowMs,
    monotonicMs: () => nowMs,
    async sleep(durationMs) {
      nowMs += durationMs;
    },
    advance(ms) {
      nowMs += ms;
    },
  };
  const broker = new MemoryBroker({
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    ...venue,
  });
  const newStore = () => createMemoryStore({ nowMs: () => nowMs, every: () => () => {} });
  const kept = newStore();
  let isStoreAway = false;
  const present = () => {
    if (isStoreAway) throw new Error('the store is away');
    return kept;
  };
  const store: RecordStore = {
    ...kept,
    claim: async (...args) => present().claim(...args),
    update: async (...args) => present().update(...args),
  };
  const log: OutgoingRecord[] = [];
  const topics = topicNames('');
  const control = controlUnderTest();

  const publisher: Publisher = {
    async publish(record) {
      log.push(record);
      return { topic: record.topic, partition: 0, offset: String(log.length - 1) };
    },
    flush: async () => {},
    stop: async () => {},
  };

  /** A new executor process, which goes on in memory while the store is away; with `killAt` it dies there. */
  function startExecutor(killAt?: Parameters<Checkpoint>[0]): RecordHandler {
    let isDead = false;
    const dieIfDead = () => {
      if (isDead) throw new Killed();
    };
    const handle = createRecordHandler(
      {
        claims: createOrderClaims({
          store,
          clock,
          randomToken: () => crypto.randomUUID(),
          leaseMs: LEASE_MS,
          sendMarginMs: 6000,
          degradeTo: newStore(),
        }),
        contentGuard: createContentGuard(config, (makeKey) => makeKey()),
        lostMemory: nothingLost,
        control,
        orderRates: unlimitedOrderRates,
        pacer: unlimitedPacer,
        metrics: observed.metrics ?? noExecutorMetrics,
        brokers: new Map([[intent().accountId, broker]]),
        publisher: {
          ...publisher,
          publish: async (record) => {
            dieIfDead();
            return publisher.publish(record);
          },
        },
        clock,
        log: createLogger({ name: 'executor', level: 'silent' }),
        tracer: observed.tracer ?? noTraces,
        checkpoint: (reached) => {
          if (reached === killAt) isDead = true;
          dieIfDead();
        },
      },
      {
        topics,
        partitionCount: PARTITION_COUNT,
        brokerTimeoutMs: 5000,
        maxDoubtMs: 60_000,
        admission: ADMISSION,
      },
    );
    return handle;
  }

  const outcomes = (): Outcome[] =>
    log
      .filter((record) => record.topic === topics.outcomes)
      .map((record) => {
        const decoded = decodeOutcome(Buffer.from(record.value ?? ''));
        if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems));
        return decoded.outcome;
      });
  const outcomeHeaders = () =>
    log.filter((record) => record.topic === topics.outcomes).map(({ headers = {} }) => headers);
  const deadLetters = () => log.filter((record) => record.topic === topics.deadLetters);
  const acceptances = () => broker.ledger.filter((entry) => entry.kind === 'accepted');
  const posts = () => broker.ledger.filter((entry) => entry.kind === 'post');
  const takeStoreAway = () => {
    isStoreAway = true;
  };
  return {
    clock,
    broker,
    control,
    takeStoreAway,
    startExecutor,
    outcomes,
    outcomeHeaders,
    deadLetters,
    acceptances,
    posts,
  };
}

/** Runs one record through an executor to the point where its offset may be committed. */
export async function run(executor: RecordHandler, record: IncomingRecord): Promise<void> {
  const handled = await executor(record, lane());
  await handled.committable;
}

/** The same for an executor that dies on the way. */
export async function runUntilKilled(
  executor: RecordHandler,
  record: IncomingRecord,
): Promise<void> {
  const died = await run(executor, record).then(
    () => false,
    (error) => error instanceof Killed,
  );
  if (!died) throw new Error('the executor was to be killed, and lived');
}

export function lane(signal: AbortSignal = new AbortController().signal): LaneContext {
  return { signal, waitWithoutSlot: (wait) => wait() };
}

/** The record of an intent as its producer would have put it on the log. */
export function recordOf(
  message: Intent,
  offset = '0',
  changes: Partial<IncomingRecord> = {},
): IncomingRecord {
  const key = partitionKey(message.accountId, message.symbol);
  return {
    topic: 'orders.intents',
    partition: partitionFor(key, PARTITION_COUNT),
    offset,
    key: Buffer.from(key),
    value: Buffer.from(encodeIntent(message)),
    headers: {},
    logTimeMs: Math.max(BEGIN_MS, message.createdAtMs),
    ...changes,
  };
}
