import { setTimeout as delay } from 'node:timers/promises';
import type { Exit } from '../processes/guardian/messages.ts';

/** What is needed of a running service to keep it running. */
export interface Supervisable {
  readonly name: string;
  readonly ready: Promise<unknown>;
  readonly exited: Promise<Exit>;
  stop(graceMs: number): Promise<unknown>;
}

export interface Clock {
  /** Monotonic. */
  nowMs(): number;
  /** Rejects when the signal is aborted. */
  delay(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  delay: (ms, signal) => delay(ms, undefined, { signal }),
};

export interface Supervised {
  /** Ends the service, for good. */
  stop(graceMs: number): Promise<void>;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** One that ran this long was well: its next end begins the pauses anew. */
const HEALTHY_AFTER_MS = 30_000;

/**
 * Starts a service, and starts it again whenever it ends, after pauses that grow while it does not stay up.
 *
 * @returns once it is ready for the first time
 * @throws what the first start threw: a service that never came up is not tried again
 */
export async function supervise(
  start: () => Promise<Supervisable>,
  clock: Clock,
  say: (line: string) => void,
): Promise<Supervised> {
  const stopping = new AbortController();
  let current = await start();
  await current.ready;
  const watching = watch();
  return {
    async stop(graceMs) {
      stopping.abort();
      await current.stop(graceMs);
      await watching;
    },
  };

  async function watch(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    let startedAtMs = clock.nowMs();
    for (;;) {
      const exit = await current.exited;
      if (stopping.signal.aborted) return;
      if (clock.nowMs() - startedAtMs >= HEALTHY_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      const how = exit.signal ? `by ${exit.signal}` : `with exit code ${exit.code}`;
      say(`${current.name} ended ${how}; starting it again in ${pauseMs} ms`);
      await clock.delay(pauseMs, stopping.signal).catch(() => {});
      if (stopping.signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      startedAtMs = clock.nowMs();
      current = await start();
      // Stopped while it started: `stop` knew only the one before.
      if (stopping.signal.aborted) await current.stop(0);
    }
  }
}
