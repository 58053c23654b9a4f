/** The times of the simulated world, in milliseconds: as in the real one, only shorter, so that more happens. */
export const LEASE_MS = 3000;
export const BROKER_TIMEOUT_MS = 800;
/** Between the last moment to begin a call and the lease's end. */
export const SEND_MARGIN_MS = 1200;
export const VISIBILITY_WINDOW_MS = 2500;
export const MAX_DOUBT_MS = 12_000;
export const SESSION_TIMEOUT_MS = 2000;
export const HEARTBEAT_INTERVAL_MS = 300;
export const REBALANCE_TIMEOUT_MS = 1500;
export const STORE_TIMEOUT_MS = 400;

/** When the world begins, by the wall clock. */
export const BEGIN_MS = 1_760_000_000_000;
