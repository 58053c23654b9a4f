import { type Broker, createRequestPacer } from '@orderonce/brokers';
import type { AccountId } from '@orderonce/contracts';
import type { RedisClient } from '@orderonce/idempotency';
import type { Logger } from '@orderonce/telemetry';
import type { StateReader } from '../read/state-reader.ts';
import { sleep } from '../sleep.ts';
import { AccountComparer } from './account-comparer.ts';
import type { BreakBoard } from './break-board.ts';
import { pacedPositions } from './paced-positions.ts';
import { runComparisons } from './run-comparisons.ts';

export interface ComparisonPorts {
  readonly brokers: ReadonlyMap<AccountId, Broker>;
  readonly redis: RedisClient;
  readonly reader: StateReader;
  readonly board: BreakBoard;
  readonly partitionCount: number;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly log: Logger;
  /** Where each partition of the topic ends. */
  ends(): Promise<ReadonlyMap<number, string>>;
  assignment(): ReadonlySet<number>;
}

/** What the tracker takes of an account's limit while Redis is away and nobody can share it. */
const SHARE_WITHOUT_REDIS = 0.1;

/** Compares with these brokers until it is stopped; they are closed then. */
export function startComparisons(ports: ComparisonPorts): { stop(): Promise<void> } {
  const { brokers, redis, reader, board, timeoutMs, ends } = ports;
  const stopping = new AbortController();
  const { signal } = stopping;
  const monotonicMs = () => performance.now();
  const pacer = createRequestPacer({
    limitOf: (accountId) => brokers.get(accountId)?.capabilities.rateLimit,
    runScript: (script, keys, args) => redis.eval(script, keys.length, ...keys, ...args),
    share: () => SHARE_WITHOUT_REDIS,
    clock: { monotonicMs, sleep },
  });
  const comparers = new Map(
    Array.from(brokers, ([accountId, broker]) => {
      const paced = pacedPositions(broker, pacer, { accountId, signal });
      const nowMs = () => Date.now();
      const options = { accountId, broker: paced, reader, board, timeoutMs, ends, nowMs };
      return [accountId, new AccountComparer(options)] as const;
    }),
  );
  const running = runComparisons({ ...ports, comparers, signal, sleep });
  return {
    async stop() {
      stopping.abort();
      pacer.stop();
      await running;
      await Promise.all([...brokers.values()].map((broker) => broker.close()));
    },
  };
}
