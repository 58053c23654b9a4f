import type { Watermark } from './watermark.ts';

/**
 * Which records this process finished although their commit is not known to have arrived. After a
 * rebalance they are delivered again; what was finished is not handled a second time.
 */
export interface RedeliveryMemory {
  /**
   * True for the very record that was finished: the same offset and the same time on the log, so that a topic
   * deleted and made anew is not mistaken for the old one. Offsets are asked in rising order.
   */
  isFinished(offset: number, logTimeMs: number): boolean;
  /** Visits what was not asked for yet. */
  eachLeft(visit: (offset: number, logTimeMs: number) => void): void;
}

/** What `watermark` finished, and what is left of an older memory beyond it. */
export function rememberFinished(
  watermark: Watermark,
  older: RedeliveryMemory | null,
): RedeliveryMemory {
  const offsets: number[] = [];
  const logTimes: number[] = [];
  const head = watermark.head();
  const note = (offset: number, logTimeMs: number) => {
    offsets.push(offset);
    logTimes.push(logTimeMs);
  };
  watermark.eachFinished(note);
  older?.eachLeft((offset, logTimeMs) => {
    if (offset > head) note(offset, logTimeMs);
  });
  let next = 0;
  return {
    isFinished(offset, logTimeMs) {
      while (next < offsets.length && (offsets[next] ?? 0) < offset) next += 1;
      return offsets[next] === offset && logTimes[next] === logTimeMs;
    },
    eachLeft(visit) {
      for (let at = next; at < offsets.length; at += 1) visit(offsets[at] ?? 0, logTimes[at] ?? 0);
    },
  };
}
