/** The two clocks that a broker needs: what time it is, and how long something took. */
export interface BrokerClock {
  /** Wall clock, whole milliseconds since 1970; may jump. */
  nowMs(): number;
  /** Milliseconds since an arbitrary moment; never goes back. */
  monotonicMs(): number;
}

export const systemClock: BrokerClock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
