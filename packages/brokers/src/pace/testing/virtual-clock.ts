import { setImmediate } from 'node:timers/promises';
import type { PaceClock } from '../account-pacer.ts';

/** A clock that moves only when a test says so, from sleeper to sleeper. */
export class VirtualClock implements PaceClock {
  #nowMs = 0;
  readonly #sleepers = new Set<{ readonly untilMs: number; readonly wake: () => void }>();

  monotonicMs(): number {
    return this.#nowMs;
  }

  get sleepers(): number {
    return this.#sleepers.size;
  }

  sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        this.#sleepers.delete(sleeper);
        resolve();
      };
      const sleeper = { untilMs: this.#nowMs + durationMs, wake };
      signal.addEventListener('abort', wake);
      this.#sleepers.add(sleeper);
    });
  }

  /** Lets everything happen that `durationMs` bring, each at its own moment. */
  async pass(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs;
    for (;;) {
      // All that follows without the clock moving: promises only, so one turn of the loop is enough.
      await setImmediate();
      const next = [...this.#sleepers].sort((a, b) => a.untilMs - b.untilMs)[0];
      if (next === undefined || next.untilMs > endMs) break;
      this.#nowMs = Math.max(this.#nowMs, next.untilMs);
      next.wake();
    }
    this.#nowMs = endMs;
  }
}
