/** Time, as a command may ask for it. */
export interface Clock {
  /** Wall clock, epoch milliseconds. */
  readonly nowMs: () => number;
  /** Only for durations. */
  readonly monotonicMs: () => number;
}
