/** Whether it is worth asking the store; after a failure it is tried again once per `probeIntervalMs`. */
export interface StoreHealth {
  readonly isWorthAsking: () => boolean;
  readonly succeeded: () => void;
  readonly failed: () => void;
}

/**
 * While degraded, a store that answers nothing would cost every order its timeout. One order in a while
 * pays it, to find out that the store is back.
 */
export function createStoreHealth(monotonicMs: () => number, probeIntervalMs: number): StoreHealth {
  let askAgainAtMs: number | null = null;
  return {
    isWorthAsking() {
      if (askAgainAtMs === null) return true;
      if (monotonicMs() < askAgainAtMs) return false;
      askAgainAtMs = monotonicMs() + probeIntervalMs;
      return true;
    },
    succeeded() {
      askAgainAtMs = null;
    },
    failed() {
      askAgainAtMs = monotonicMs() + probeIntervalMs;
    },
  };
}
