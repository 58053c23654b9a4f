/** Time as this package uses it; a simulation passes a virtual one. */
export interface Scheduler {
  /** Milliseconds on a clock that never goes back. */
  monotonicMs(): number;
  /** Calls `run` once after `delayMs`, unless the returned function is called first. */
  after(delayMs: number, run: () => void): () => void;
}

/** The process's own clock and timers. */
export const systemScheduler: Scheduler = {
  monotonicMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delayMs`. */
export function delay(scheduler: Scheduler, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    scheduler.after(delayMs, resolve);
  });
}

/** True when `work` ended within `deadlineMs`, none of which is left when it is negative; a rejection is passed on. */
export async function endsWithin(
  scheduler: Scheduler,
  deadlineMs: number,
  work: Promise<unknown>,
): Promise<boolean> {
  let cancel = () => {};
  const deadline = new Promise<false>((resolve) => {
    cancel = scheduler.after(Math.max(0, deadlineMs), () => resolve(false));
  });
  try {
    return await Promise.race([work.then(() => true), deadline]);
  } finally {
    cancel();
  }
}
