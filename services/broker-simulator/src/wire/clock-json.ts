const HOUR_MS = 60 * 60 * 1_000;

/**
 * `GET /v2/clock`. This market never closes: where sessions end, the next one opens in the same moment, and
 * where they do not, both ends are always a day away.
 */
export function clockJson(nowMs: number, sessionEndsAtMs: number | null) {
  const end = new Date(sessionEndsAtMs ?? nowMs + 24 * HOUR_MS).toISOString();
  return {
    timestamp: new Date(nowMs).toISOString(),
    is_open: true,
    next_open: end,
    next_close: end,
  };
}
