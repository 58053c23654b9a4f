import { randomUUID } from 'node:crypto';
import { type Broker, type RequestPacer, systemClock } from '@orderonce/brokers';
import type { AccountId } from '@orderonce/contracts';
import type { Logger } from '@orderonce/telemetry';
import { readAccount } from '../account/read-account.ts';
import type { ExecutionReportsConfiguration } from '../configuration.ts';
import { createReaderLease } from '../lease/reader-lease.ts';
import { takeTurns } from '../lease/take-turns.ts';
import { AccountOrders } from '../orders/account-orders.ts';
import { redisFillPosition } from '../redis/redis-fill-position.ts';
import type { RedisLink } from '../redis/redis-link.ts';
import type { PublishReport } from '../reports/report-publisher.ts';
import { pacedBroker } from './paced-broker.ts';
import type { ReadingState } from './report-metrics.ts';
import { sleep } from './sleep.ts';

export type ReaderOptions = Pick<
  ExecutionReportsConfiguration,
  | 'EXECUTION_REPORTS_POLL_MS'
  | 'EXECUTION_REPORTS_STREAMING_POLL_MS'
  | 'EXECUTION_REPORTS_CHECK_MS'
  | 'EXECUTION_REPORTS_TIMEOUT_MS'
  | 'EXECUTION_REPORTS_LEASE_MS'
>;

interface ReaderPorts {
  readonly broker: Broker;
  readonly redis: RedisLink;
  readonly pacer: RequestPacer;
  readonly topic: string;
  readonly publish: PublishReport;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** About 300 bytes each. */
const MAX_REMEMBERED_ORDERS = 100_000;
/** Longer than Redis takes to fail over. */
const BEGIN_WITHOUT_REDIS_MS = 10_000;
/** Rounds that are due and did not come before an account counts as not read. */
const MISSED_ROUNDS = 3;
const LEAST_UNREADY_MS = 30_000;

/** One account in this process: waiting for its turn, or reading. */
export class AccountReader {
  readonly orders: AccountOrders;
  readonly #options: ReaderOptions;
  #isReader = false;
  #isStreaming = false;
  /** On the monotonic clock: the last answered round, or the beginning of this turn. */
  #heardMs = 0;
  #hasPolled = false;

  constructor(accountId: AccountId, options: ReaderOptions) {
    this.#options = options;
    this.orders = new AccountOrders({
      accountId,
      checkEveryMs: options.EXECUTION_REPORTS_CHECK_MS,
      maxRemembered: MAX_REMEMBERED_ORDERS,
      clock: systemClock,
    });
  }

  get state(): ReadingState {
    return {
      accountId: this.orders.accountId,
      isReader: this.#isReader,
      isStreaming: this.#isStreaming,
      pollAgeMs: this.#hasPolled ? this.#ageMs : null,
    };
  }

  get isLate(): boolean {
    const { EXECUTION_REPORTS_POLL_MS: quick, EXECUTION_REPORTS_STREAMING_POLL_MS: slow } =
      this.#options;
    const longest = Math.max(LEAST_UNREADY_MS, MISSED_ROUNDS * Math.max(quick, slow));
    return this.#isReader && this.#ageMs > longest;
  }

  /** Reads whenever it is this process's turn, until the signal is aborted. */
  run(ports: ReaderPorts): Promise<void> {
    const { redis, log, signal } = ports;
    const { accountId } = this.orders;
    const leaseMs = this.#options.EXECUTION_REPORTS_LEASE_MS;
    const { runScript } = redis;
    return takeTurns((turn) => this.#read(ports, turn), {
      ...{ accountId, leaseMs, signal, log, sleep },
      lease: createReaderLease({ accountId, leaseMs, token: randomUUID(), runScript }),
      beginWithoutStoreMs: BEGIN_WITHOUT_REDIS_MS,
      monotonicMs: systemClock.monotonicMs,
      onTurn: (isReader) => this.#noteTurn(isReader),
    });
  }

  #read({ broker, redis, pacer, topic, publish, log }: ReaderPorts, signal: AbortSignal) {
    const { orders } = this;
    const { accountId } = orders;
    const options = this.#options;
    return readAccount(
      {
        ...{ accountId, orders, publish, log, signal, clock: systemClock },
        broker: pacedBroker(broker, pacer, { accountId, signal, nowMs: systemClock.nowMs }),
        position: redisFillPosition(redis, { accountId, topic }),
        timeoutMs: options.EXECUTION_REPORTS_TIMEOUT_MS,
      },
      {
        pollMs: options.EXECUTION_REPORTS_POLL_MS,
        streamingPollMs: options.EXECUTION_REPORTS_STREAMING_POLL_MS,
        sleep,
        onStreaming: (isStreaming) => {
          this.#isStreaming = isStreaming;
        },
        onRound: () => {
          this.#heardMs = systemClock.monotonicMs();
          this.#hasPolled = true;
        },
      },
    );
  }

  #noteTurn(isReader: boolean): void {
    this.#isReader = isReader;
    this.#isStreaming = false;
    this.#hasPolled = false;
    this.#heardMs = systemClock.monotonicMs();
  }

  get #ageMs(): number {
    return systemClock.monotonicMs() - this.#heardMs;
  }
}
