const HOUR_MS = 60 * 60 * 1_000;

/** `GET /v2/clock`: this market never closes, so both ends of the session are always a day away. */
export function clockJson(nowMs: number) {
  const tomorrow = new Date(nowMs + 24 * HOUR_MS).toISOString();
  return {
    timestamp: new Date(nowMs).toISOString(),
    is_open: true,
    next_open: tomorrow,
    next_close: tomorrow,
  };
}
