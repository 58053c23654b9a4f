import { type TimerHeap, timerHeap } from './timer-heap.ts';

/**
 * The one clock and scheduler of a simulated world. Time stands still while code runs and jumps to the next
 * timer when nothing is left to run, so a minute costs what is done in it; and what runs when depends on
 * nothing but the timers, so the same seed gives the same history.
 */
export interface VirtualTime {
  /** Milliseconds since the world began. */
  nowMs(): number;
  /** Runs `task` later; timers of one moment run in the order in which they were set. Returns its cancelling. */
  after(delayMs: number, task: () => void): () => void;
  /** Runs timer after timer until `isOver`. */
  run(isOver: () => boolean): Promise<void>;
}

export function virtualTime(): VirtualTime {
  const timers: TimerHeap = timerHeap();
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    after(delayMs, task) {
      const timer = timers.add(nowMs + Math.max(0, delayMs), task);
      return () => {
        timer.task = null;
      };
    },
    async run(isOver) {
      await everythingReady();
      while (!isOver()) {
        const timer = timers.takeFirst();
        if (timer === undefined) throw new Error('nothing is left to happen, and it is not over');
        if (timer.task === null) continue;
        nowMs = timer.atMs;
        timer.task();
        await everythingReady();
      }
    },
  };
}

/** Nothing here waits for the machine, so after one turn of its loop all promises have gone as far as they can. */
function everythingReady(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
