import type { OutcomeBatch, OutcomeStore, Taken } from '@orderonce/client';
import type { RedisClient } from '@orderonce/idempotency';
import type { BatchEffect, KeepLimits } from './fold-batch.ts';
import { foldBatch } from './fold-batch.ts';
import { loadOrders, loadState } from './load-state.ts';
import type { PartitionState } from './partition-state.ts';
import type { Progress } from './progress.ts';
import { KEY_ORDER } from './redis-changes.ts';
import type { Retry } from './retry.ts';
import { partitionKeys, type StateId } from './state-keys.ts';
import { TAKE_SCRIPT } from './take-script.ts';

export interface TrackerStoreOptions {
  readonly redis: RedisClient;
  readonly state: StateId;
  readonly limits: StoreLimits;
  /** Runs a call of Redis until it is answered. */
  readonly retry: Retry;
  /** Hears of each batch once it is kept. */
  readonly onKept: (batch: OutcomeBatch, effect: BatchEffect, durationMs: number) => void;
  readonly monotonicMs: () => number;
}

export interface StoreLimits extends KeepLimits {
  /** Orders that are neither open nor in doubt, in memory, of each partition. */
  readonly ordersInMemory: number;
  /** How long such an order stays in Redis after it was last heard of. */
  readonly keepEndedMs: number;
}

/** In one call, at least: as many as end in a batch must be able to go in the next. */
const LEAST_SWEPT = 100;

/**
 * Positions in Redis, each partition's together with its offset. The owner's memory is a copy of what stands there at
 * that offset: whoever finds another offset there throws its copy away.
 */
export class TrackerStore implements OutcomeStore {
  readonly #options: TrackerStoreOptions;
  readonly #states = new Map<number, PartitionState>();

  constructor(options: TrackerStoreOptions) {
    this.#options = options;
  }

  async resume(partition: number): Promise<string | null> {
    const { redis, retry, state: id } = this.#options;
    const state = await retry(() => loadState(redis, partitionKeys(id, partition)));
    this.#states.set(partition, state);
    return state.progress.nextOffset;
  }

  async take(batch: OutcomeBatch): Promise<Taken> {
    const { partition, fromOffset } = batch;
    const { redis, retry, state: id, limits, onKept, monotonicMs } = this.#options;
    const beganMs = monotonicMs();
    const state = this.#states.get(partition);
    if (state?.progress.nextOffset !== fromOffset) return 'superseded';
    // Gone until it is known to be as Redis is: a failure in between must not leave it half way.
    this.#states.delete(partition);
    const keys = partitionKeys(id, partition);
    await retry(() => loadOrders(redis, keys, state, batch));
    const effect = foldBatch(state, batch, limits);
    if ((await this.#write(batch, effect, state.progress)) === 'superseded') return 'superseded';
    state.progress = effect.progress;
    state.forgetBeyond(limits.ordersInMemory);
    this.#states.set(partition, state);
    onKept(batch, effect, monotonicMs() - beganMs);
    return 'done';
  }

  release(partition: number): void {
    this.#states.delete(partition);
  }

  /** Whether Redis stands elsewhere than this memory does, for a partition that is not being written to. */
  async isLost(): Promise<boolean> {
    const { redis, state: id } = this.#options;
    const isOneLost = async ([partition, state]: readonly [number, PartitionState]) => {
      const { nextOffset } = state.progress;
      const stored = await redis.hget(partitionKeys(id, partition).progress, 'nextOffset');
      const isIdle =
        this.#states.get(partition) === state && state.progress.nextOffset === nextOffset;
      return isIdle && stored !== nextOffset;
    };
    return (await Promise.all([...this.#states].map(isOneLost))).includes(true);
  }

  /** Orders in memory, of all partitions. */
  get orderCount(): number {
    return [...this.#states.values()].reduce((sum, { orderCount }) => sum + orderCount, 0);
  }

  /**
   * A call without an answer may have been carried out, or may yet be. It is asked again:
   *
   *     call 1: 100 → 150 ✗ no answer     stored: 150 ──▶ it was ours, or another's of the same records: done
   *     call 1: 100 → 150 ✗ no answer     stored: 100 ──▶ call 2; whichever comes second finds 150, and changes nothing
   */
  async #write(batch: OutcomeBatch, { changes }: BatchEffect, before: Progress): Promise<Taken> {
    const { redis, retry, state: id, limits } = this.#options;
    const keys = partitionKeys(id, batch.partition);
    const call = [
      ...KEY_ORDER.map((name) => keys[name]),
      batch.fromOffset ?? '',
      limits.keepEndedMs,
      Math.max(LEAST_SWEPT, batch.outcomes.length),
      limits.outcomesPerOrder,
      limits.events,
      before.lastEvent ?? '',
    ].concat(changes.words);
    let isFirst = true;
    return retry(async () => {
      if (!isFirst) {
        const stored = await redis.hget(keys.progress, 'nextOffset');
        if (stored === batch.nextOffset) return 'done';
      }
      isFirst = false;
      const answer = await redis.eval(TAKE_SCRIPT, KEY_ORDER.length, ...call);
      return answer === 1 ? 'done' : 'superseded';
    });
  }
}
