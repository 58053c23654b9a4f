import type { RedeliveryMemory } from './redelivery-memory.ts';
import type { Watermark } from './watermark.ts';
import { createWatermark } from './watermark.ts';

/** How much may lie in this process before the fetching of a partition is paused. */
export interface Limits {
  /** Records that are worked on or could be, and what they led to but is not safe yet. */
  readonly records: number;
  /** The same in bytes. */
  readonly bytes: number;
  /** Records that wait without a slot, and those behind them in their lanes. */
  readonly parkedBytes: number;
  /** Delivered records that are not known to be committed, finished ones included. */
  readonly uncommitted: number;
}

interface Load {
  records: number;
  bytes: number;
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
  /** Kept apart, so that what is stalled does not take the room of what could go on. */
  readonly live: Load;
  readonly parked: Load;
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
    live: { records: 0, bytes: 0 },
    parked: { records: 0, bytes: 0 },
    isFull: false,
  };
}

/** Moves records from one load to another, or in or out of all. */
export function move(from: Load | null, to: Load | null, records: number, bytes: number): void {
  if (from) {
    from.records -= records;
    from.bytes -= bytes;
  }
  if (to) {
    to.records += records;
    to.bytes += bytes;
  }
}

/**
 * Full at any limit. Free again at half of the live ones, so that fetching does not stutter; the others go
 * down only when something stalled goes on.
 */
export function pressureChange(tenure: Tenure, share: Limits): 'full' | 'free' | null {
  const { live, parked, watermark } = tenure;
  const atWork = Math.max(live.records / share.records, live.bytes / share.bytes);
  const stalled = Math.max(parked.bytes / share.parkedBytes, watermark.size() / share.uncommitted);
  if (!tenure.isFull) return atWork >= 1 || stalled >= 1 ? 'full' : null;
  return atWork <= 0.5 && stalled <= 0.9 ? 'free' : null;
}
