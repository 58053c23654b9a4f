import type { ScopeRate } from './scope-rate.ts';

interface Bucket {
  level: number;
  atMs: number;
}

/**
 * The same buckets as in Redis, for this executor alone: each has this executor's share of the limit, but
 * always room for one order, or a small limit over many executors would let nothing through at all.
 */
export class OwnBuckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #share: () => number;
  readonly #monotonicMs: () => number;

  constructor(share: () => number, monotonicMs: () => number) {
    this.#share = share;
    this.#monotonicMs = monotonicMs;
  }

  /** Takes one order from each, or from none and returns the one that is empty. */
  take(rates: readonly ScopeRate[]): ScopeRate | null {
    const buckets = rates.map((rate) => this.#filled(rate));
    const empty = rates.find((_, at) => (buckets[at]?.level ?? 0) < 1);
    if (empty !== undefined) return empty;
    for (const bucket of buckets) bucket.level -= 1;
    return null;
  }

  /** Orders that Redis counted: whoever is left without it must not begin with full buckets. */
  note(rates: readonly ScopeRate[]): void {
    for (const rate of rates) {
      const bucket = this.#filled(rate);
      bucket.level = Math.max(0, bucket.level - 1);
    }
  }

  #filled({ scope, perSecond }: ScopeRate): Bucket {
    const nowMs = this.#monotonicMs();
    const ownPerSecond = perSecond * this.#share();
    const room = Math.max(1, ownPerSecond);
    const bucket = this.#buckets.get(scope) ?? { level: room, atMs: nowMs };
    const cameBack = ((nowMs - bucket.atMs) * ownPerSecond) / 1000;
    bucket.level = Math.min(room, bucket.level + cameBack);
    bucket.atMs = nowMs;
    this.#buckets.set(scope, bucket);
    return bucket;
  }
}
