import { setTimeout as delay } from 'node:timers/promises';

/** Resolves after this long, or at once when the signal is aborted; never rejects. */
export async function sleep(durationMs: number, signal: AbortSignal): Promise<void> {
  await delay(durationMs, undefined, { signal }).catch(() => {});
}
