import type { RedeliveryMemory } from './redelivery-memory.ts';
import type { Watermark } from './watermark.ts';
import { createWatermark } from './watermark.ts';

/** How much of one partition may lie in this process before its fetching is paused. */
export interface Share {
  readonly records: number;
  readonly bytes: number;
  /** Delivered records that are not known to be committed, finished ones included. */
  readonly uncommitted: number;
}

/**
 * One partition, from the rebalance that gave it to this member to the next one. Whatever ends later,
 * ends in a tenure that is over, and moves no offset.
 */
export interface Tenure {
  readonly partition: number;
  readonly watermark: Watermark;
  readonly memory: RedeliveryMemory | null;
  /** Lives on as long as the partition stays with this member, over several tenures. */
  readonly stay: AbortController;
  isOver: boolean;
  /** The last position that the broker acknowledged in this tenure. */
  committed: number | null;
  load: { records: number; bytes: number };
  isFull: boolean;
}

export function createTenure(
  partition: number,
  stay: AbortController,
  memory: RedeliveryMemory | null,
): Tenure {
  return {
    partition,
    watermark: createWatermark(),
    memory,
    stay,
    isOver: false,
    committed: null,
    load: { records: 0, bytes: 0 },
    isFull: false,
  };
}

/** Full at its share, free again at half of it; null when nothing changes. */
export function pressureChange(tenure: Tenure, share: Share): 'full' | 'free' | null {
  const most = Math.max(
    tenure.load.records / share.records,
    tenure.load.bytes / share.bytes,
    tenure.watermark.size() / share.uncommitted,
  );
  if (!tenure.isFull) return most >= 1 ? 'full' : null;
  return most <= 0.5 ? 'free' : null;
}
