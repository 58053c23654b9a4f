import type { FetchedPartition } from './fetch-answer.ts';
import type { Offsets } from './topic-cluster.ts';
import type { TopicReaderOptions } from './topic-reader.ts';
import type { TopicStart } from './topic-start.ts';

/** How far a reader has come. */
export interface TopicProgress {
  /** Behind what was handed on, a partition. */
  readonly positions: Map<number, bigint>;
  /** Where reading ends, a partition; null when it follows. */
  readonly limits: Offsets | null;
  /** Whether there is more to read, of one partition or at all. */
  isOpen(partition?: number): boolean;
  /** Takes note of an answer that was handed on, and of when it was asked for. */
  note(fetched: readonly FetchedPartition[], askedMs: number): Promise<void>;
}

export function topicProgress(
  { until, onCaughtUp, onCurrent }: TopicReaderOptions,
  { positions, end }: TopicStart,
): TopicProgress {
  const behind = new Map(end);
  let isCaughtUp = false;
  const currentAsOfMs = new Map([...end.keys()].map((partition) => [partition, -Infinity]));

  /** An answer is as old as its question: what was written after it may be missing in the answer. */
  async function noteCurrent(fetched: readonly FetchedPartition[], askedMs: number) {
    if (onCurrent === undefined) return;
    const nothingThere = fetched.every(({ bytes }) => bytes.length === 0);
    for (const { partition, lastStableOffset } of fetched)
      if (nothingThere || (positions.get(partition) ?? 0n) >= lastStableOffset)
        currentAsOfMs.set(partition, askedMs);
    const oldestMs = Math.min(...currentAsOfMs.values());
    if (oldestMs > -Infinity) await onCurrent(oldestMs);
  }

  return {
    positions,
    limits: until === 'follow' ? null : end,
    isOpen(partition) {
      if (until === 'follow') return true;
      return partition === undefined ? behind.size > 0 : behind.has(partition);
    },
    async note(fetched, askedMs) {
      if (fetched.length > 0) await noteCurrent(fetched, askedMs);
      if (isCaughtUp) return;
      for (const [partition, at] of behind)
        if ((positions.get(partition) ?? 0n) >= at) behind.delete(partition);
      // The broker answers with nothing only when no partition of the request has anything to read. If it
      // also says that it could read as far as the end, then what lay before the end is gone, compacted.
      if (fetched.every(({ bytes }) => bytes.length === 0))
        for (const { partition, lastStableOffset } of fetched)
          if (lastStableOffset >= (behind.get(partition) ?? 0n)) behind.delete(partition);
      if (behind.size > 0) return;
      isCaughtUp = true;
      await onCaughtUp();
    },
  };
}
