import { parentPort, workerData } from 'node:worker_threads';
import type { StrategyId } from './identifiers.ts';
import { formatOrderId, LAST_SEQUENCE, parseOrderId } from './order-id.ts';
import { createOrderIdGenerator } from './order-id-generator.ts';

/**
 * One thread of a burst: makes ids as fast as it can and packs each into 64 bits, the place of the id in
 * its strategy (from the first session on) above the UUID prefix.
 */
export interface Burst {
  readonly ids: number;
  readonly nowMs: number;
  readonly firstSession: number;
  readonly counter: SharedArrayBuffer;
  /** Threads that are ready; all begin when it reaches `threads`. */
  readonly ready: SharedArrayBuffer;
  readonly threads: number;
  /** Counts without atomics, to see that the test would see it. */
  readonly isRacy: boolean;
}

const burst = workerData as Burst;
const strategyId = 'MOM' as StrategyId;

function racyGenerator() {
  const nextId = new BigInt64Array(burst.counter);
  return () => {
    const count = Number(nextId[0]);
    nextId[0] = BigInt(count + 1);
    const session = burst.firstSession + Math.floor(count / LAST_SEQUENCE);
    const sequence = (count % LAST_SEQUENCE) + 1;
    return formatOrderId({ strategyId, session, sequence, uuidPrefix: '00000000' });
  };
}

function generator() {
  const { nowMs, counter } = burst;
  const made = createOrderIdGenerator({ strategyId, now: () => nowMs, counter });
  return () => made.next().clientOrderId;
}

const next = burst.isRacy ? racyGenerator() : generator();
const ready = new Int32Array(burst.ready);
Atomics.add(ready, 0, 1);
while (Atomics.load(ready, 0) < burst.threads) {
  // Spin: a thread that slept would come too late to race.
}

const packed = new BigUint64Array(burst.ids);
for (let made = 0; made < burst.ids; made += 1) {
  const id = parseOrderId(next());
  if (!id.ok) throw new Error(id.problem);
  const place = (id.session - burst.firstSession) * LAST_SEQUENCE + id.sequence - 1;
  packed[made] = (BigInt(place) << 32n) | BigInt(Number.parseInt(id.uuidPrefix, 16));
}
parentPort?.postMessage(packed, [packed.buffer]);
