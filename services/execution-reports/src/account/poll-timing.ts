/** How long a round of questions waits for the next one. */
export interface PollTimingOptions {
  /** While nothing else tells what happens, and after a report that left something open. */
  readonly quickMs: number;
  /** While the venue tells of its own accord: only what it forgot to tell is found by asking. */
  readonly slowMs: number;
  monotonicMs(): number;
  /** Resolves after this long, or at once when the signal is aborted; never rejects. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
  readonly signal: AbortSignal;
  onStreaming(isStreaming: boolean): void;
}

/** A list of fills may be behind the stream of them. */
const EAGER_FOR_MS = 5_000;

/** Says when to ask next, by what the stream is doing; between it and the rounds. */
export class PollTiming {
  readonly quickMs: number;
  readonly #options: PollTimingOptions;
  #isStreaming = false;
  #eagerUntilMs = Number.NEGATIVE_INFINITY;
  #isDue = false;
  #wake = () => {};

  constructor(options: PollTimingOptions) {
    this.#options = options;
    this.quickMs = options.quickMs;
  }

  /** A new connection knows nothing of what happened before it; a lost one tells nothing more. */
  streaming(isStreaming: boolean): void {
    this.#isStreaming = isStreaming;
    this.#options.onStreaming(isStreaming);
    this.#pollNow();
  }

  /** Something happened that only a round can find out. */
  gap(): void {
    this.#eagerUntilMs = this.#options.monotonicMs() + EAGER_FOR_MS;
    this.#pollNow();
  }

  /** Resolves when the next round is due. What came up since the last round began makes it due at once. */
  async pause(length: 'usual' | 'quick' | number): Promise<void> {
    const { signal, sleep } = this.#options;
    const awake = new AbortController();
    this.#wake = () => awake.abort();
    if (!this.#isDue) await sleep(this.#lengthMs(length), AbortSignal.any([signal, awake.signal]));
    this.#isDue = false;
  }

  #lengthMs(length: 'usual' | 'quick' | number): number {
    if (typeof length === 'number') return length;
    const { quickMs, slowMs, monotonicMs } = this.#options;
    const isSlow = length === 'usual' && this.#isStreaming && monotonicMs() >= this.#eagerUntilMs;
    return isSlow ? Math.max(slowMs, quickMs) : quickMs;
  }

  #pollNow(): void {
    this.#isDue = true;
    this.#wake();
  }
}
