/** Time as the simulator sees it; a test can hold it in its hands. */
export interface Runtime {
  /** Whole milliseconds since 1970. */
  nowMs(): number;
  /** Does the task once, this much later. */
  after(delayMs: number, task: () => void): void;
}

/** The machine's time. */
export class SystemRuntime implements Runtime {
  readonly #timers = new Set<NodeJS.Timeout>();

  nowMs(): number {
    return Date.now();
  }

  after(delayMs: number, task: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, delayMs);
    this.#timers.add(timer);
  }

  /** Forgets every task that is not done. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
