/** Percentiles of a latency, in milliseconds. */
export interface Spread {
  readonly count: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** What a latency is counted as keeps this many digits: a percentile is right within half a part in a hundred. */
const DIGITS = 3;
const LEAST_MS = 0.001;

/** Latencies in the same little memory however many there are. */
export class LatencySpread {
  readonly #counts = new Map<number, number>();
  #count = 0;
  #maxMs = 0;

  /** A negative one, of two clocks that differ, counts as none at all. */
  add(latencyMs: number): void {
    const counted = latencyMs < LEAST_MS ? 0 : Number(latencyMs.toPrecision(DIGITS));
    this.#counts.set(counted, (this.#counts.get(counted) ?? 0) + 1);
    this.#count += 1;
    this.#maxMs = Math.max(this.#maxMs, latencyMs);
  }

  /** Null before the first. */
  spread(): Spread | null {
    if (this.#count === 0) return null;
    const sorted = [...this.#counts].sort(([a], [b]) => a - b);
    return {
      count: this.#count,
      p50Ms: this.#percentile(sorted, 0.5),
      p90Ms: this.#percentile(sorted, 0.9),
      p99Ms: this.#percentile(sorted, 0.99),
      maxMs: this.#maxMs,
    };
  }

  #percentile(sorted: readonly (readonly [latencyMs: number, count: number])[], part: number) {
    let below = 0;
    for (const [latencyMs, count] of sorted) {
      below += count;
      if (below >= part * this.#count) return latencyMs;
    }
    return this.#maxMs;
  }
}
