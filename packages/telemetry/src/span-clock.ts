/** Steps of the wall clock below this are not followed: a span must not end before it begins for a trifle. */
const LARGEST_GAP_MS = 50;

/** Epoch milliseconds with a fraction: the wall clock, told by the monotonic one as long as the two agree. */
export function spanClock(
  wallClock: () => number = Date.now,
  monotonicClock: () => number = () => performance.now(),
): () => number {
  let offsetMs = wallClock() - monotonicClock();
  let comparedMs = monotonicClock();
  return () => {
    const nowMs = monotonicClock();
    if (nowMs - comparedMs > 1000) {
      comparedMs = nowMs;
      const newOffsetMs = wallClock() - nowMs;
      if (Math.abs(newOffsetMs - offsetMs) > LARGEST_GAP_MS) offsetMs = newOffsetMs;
    }
    return nowMs + offsetMs;
  };
}
