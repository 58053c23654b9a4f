/** One line of the result: what was measured, what is required, and whether it holds. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly required: string;
  readonly holds: boolean;
}

/** The value below which `share` of the sorted numbers lie. */
export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Times `run` once for each of `count` inputs, microseconds, sorted. */
export function timedMicros(count: number, run: (at: number) => unknown): Float64Array {
  const micros = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const began = performance.now();
    run(at);
    micros[at] = (performance.now() - began) * 1000;
  }
  return micros.sort();
}

/** The longest time, in milliseconds, that the event loop was held up while `work` ran. */
export async function longestStallMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let isDone = false;
  const watch = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isDone) setImmediate(watch);
  };
  setImmediate(watch);
  await work();
  isDone = true;
  return longest;
}

export const micros = (value: number) => `${value.toFixed(1)} µs`;
