import { parentPort, workerData } from 'node:worker_threads';
import type { StrategyId } from './identifiers.ts';
import { createOrderIdGenerator } from './order-id-generator.ts';

/** One of two threads that make a generator over the same fresh counter at once, round after round. */
export interface StartRace {
  readonly counters: readonly SharedArrayBuffer[];
  /** How many times a thread arrived at the start line, over all rounds. */
  readonly arrivals: SharedArrayBuffer;
  /** The clocks of the two differ, so that setting the counter twice shows. */
  readonly nowMs: number;
}

const { counters, arrivals, nowMs } = workerData as StartRace;
const arrived = new Int32Array(arrivals);

const firstIds = counters.map((counter, round) => {
  Atomics.add(arrived, 0, 1);
  while (Atomics.load(arrived, 0) < 2 * (round + 1)) {
    // Spin: a thread that slept would come too late to race.
  }
  const generator = createOrderIdGenerator({
    strategyId: 'MOM' as StrategyId,
    now: () => nowMs,
    counter,
  });
  return generator.next().clientOrderId.slice(0, -9);
});
parentPort?.postMessage(firstIds);
