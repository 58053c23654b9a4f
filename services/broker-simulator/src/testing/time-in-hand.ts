import type { Runtime } from '../runtime.ts';

const BEGIN_MS = Date.UTC(2026, 10, 20, 15, 30);

/** Time that goes on only when it is told to. */
export class TimeInHand implements Runtime {
  #nowMs = BEGIN_MS;
  #tasks: { atMs: number; task: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, task: () => void): void {
    this.#tasks.push({ atMs: this.#nowMs + delayMs, task });
  }

  goOn(durationMs: number): void {
    const endMs = this.#nowMs + durationMs;
    for (;;) {
      const next = this.#tasks.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > endMs) break;
      this.#tasks = this.#tasks.filter((task) => task !== next);
      this.#nowMs = next.atMs;
      next.task();
    }
    this.#nowMs = endMs;
  }
}
