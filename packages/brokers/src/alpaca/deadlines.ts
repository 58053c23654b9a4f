/** What must have ended by a moment. */
export interface Dated {
  /** Milliseconds on the monotonic clock. */
  readonly deadlineMs: number;
  /** Called once, when the moment came and it had not been taken off the list. */
  expire(): void;
}

/**
 * Times of many calls that wait equally long, on one timer: a timer for each call would be made to be cleared.
 * Whoever came first is due first, so that only the first in the list is ever looked at.
 *
 * ```
 * add A ── add B ────────── A is due: expired, and the timer set for B
 *          delete B ─────── the timer rings for nobody, and rests until the next one comes
 * ```
 *
 * While somebody waits, the timer keeps the process alive.
 */
export class Deadlines {
  readonly #waiting = new Set<Dated>();
  readonly #monotonicMs: () => number;
  #timer: NodeJS.Timeout | null = null;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  add(call: Dated): void {
    this.#waiting.add(call);
    if (this.#timer === null) this.#ringFor(call);
    else if (this.#waiting.size === 1) this.#timer.ref();
  }

  delete(call: Dated): void {
    if (this.#waiting.delete(call) && this.#waiting.size === 0) this.#timer?.unref();
  }

  #ringFor({ deadlineMs }: Dated): void {
    const afterMs = Math.ceil(deadlineMs - this.#monotonicMs());
    this.#timer = setTimeout(() => this.#ring(), Math.max(1, afterMs));
  }

  #ring(): void {
    this.#timer = null;
    for (const call of this.#waiting) {
      if (call.deadlineMs > this.#monotonicMs()) {
        this.#ringFor(call);
        return;
      }
      this.#waiting.delete(call);
      call.expire();
    }
  }
}
