import { randomUUID } from 'node:crypto';
import { ContractsError } from './contracts-error.ts';
import {
  type ClientOrderId,
  ORDER_UUID_PATTERN,
  type OrderUuid,
  STRATEGY_ID_PATTERN,
  type StrategyId,
} from './identifiers.ts';
import { joinOrderId, LAST_SEQUENCE } from './order-id.ts';
import { LAST_SESSION, sessionAt, writeSession } from './session.ts';

export interface OrderIds {
  readonly clientOrderId: ClientOrderId;
  readonly orderUuid: OrderUuid;
}

export interface OrderIdGenerator {
  /**
   * A new pair of ids, never given before. Make it once, with the intent, and keep it on every retry.
   *
   * @throws {ContractsError} `CLOCK_OUT_OF_RANGE` when the sessions are used up, `INVALID_UUID`
   */
  next(): OrderIds;
  /** Give this to the worker threads of the same strategy: all draw from one sequence. */
  readonly counter: SharedArrayBuffer;
}

export interface OrderIdGeneratorOptions {
  readonly strategyId: StrategyId;
  /** Epoch milliseconds; read once, when the counter is set. */
  readonly now: () => number;
  readonly randomUuid?: () => string;
  /** The counter of another generator of the same strategy in this process; absent: a new one. */
  readonly counter?: SharedArrayBuffer;
}

const IDS_PER_SESSION = BigInt(LAST_SEQUENCE);

/**
 * Makes structured order ids, unique over all threads that share `counter`, without a lock.
 *
 * Session and sequence are one 64-bit number, the count of ids since 2020 at 999 999 a second, so that one
 * atomic addition takes an id and the step from sequence 999999 into the next session cannot race:
 *
 *     thread A   add → …999 998  = session s,     sequence 999999
 *     thread B   add → …999 999  = session s + 1, sequence 000001
 *
 * The first session is the second in which the counter was made. Ids made by one counter sort as they were
 * made. A process would have to make more than 999 999 ids in each second of its life for its sessions to
 * run ahead of the clock; ids stay unique even then, and only sort before those of a successor started
 * within that lead.
 *
 * Two processes of one strategy that start in the same second, or one that starts again after its clock
 * went back, count through the same sessions. What keeps their ids apart is the UUID prefix: 32 random bits
 * beside each sequence, so two processes that make a million ids each under the same session share one with
 * a probability of 0.02 %, and then the second intent is refused as a reused id, never sent in place
 * of the first.
 *
 * @throws {ContractsError} `INVALID_STRATEGY_ID`, or `CLOCK_OUT_OF_RANGE` for a clock before 2020 or after
 * 2054
 */
export function createOrderIdGenerator(options: OrderIdGeneratorOptions): OrderIdGenerator {
  const { strategyId, now, randomUuid = randomUUID } = options;
  if (!STRATEGY_ID_PATTERN.test(strategyId))
    throw new ContractsError('INVALID_STRATEGY_ID', JSON.stringify(strategyId));
  const counter = options.counter ?? new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const nextId = new BigInt64Array(counter, 0, 1);
  // Exactly once, also when threads race: whoever finds 0 sets it, all others find it set.
  Atomics.compareExchange(nextId, 0, 0n, BigInt(sessionAt(now())) * IDS_PER_SESSION);

  let session = -1;
  let sessionText = '';
  return {
    counter,
    next() {
      const count = Atomics.add(nextId, 0, 1n);
      const sessionOfId = Number(count / IDS_PER_SESSION);
      if (sessionOfId !== session) {
        if (sessionOfId > LAST_SESSION)
          throw new ContractsError('CLOCK_OUT_OF_RANGE', 'the last session of 2054 is used up');
        session = sessionOfId;
        sessionText = writeSession(session);
      }
      const sequence = Number(count % IDS_PER_SESSION) + 1;
      const orderUuid = randomUuid();
      if (!ORDER_UUID_PATTERN.test(orderUuid))
        throw new ContractsError('INVALID_UUID', JSON.stringify(orderUuid));
      return {
        clientOrderId: joinOrderId(strategyId, sessionText, sequence, orderUuid.slice(0, 8)),
        orderUuid: orderUuid as OrderUuid,
      };
    },
  };
}
