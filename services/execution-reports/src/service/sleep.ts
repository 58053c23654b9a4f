import { setTimeout as delay } from 'node:timers/promises';

/** Resolves after this long, or at once when the signal is aborted; never rejects. */
export const sleep = (durationMs: number, signal: AbortSignal): Promise<void> =>
  delay(durationMs, undefined, { signal }).catch(() => {
    // Aborted: the sleeper looks at the signal itself.
  });
