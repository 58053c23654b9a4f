import { ConfigurationError } from '@orderonce/telemetry';

/** Does something until it succeeds, with pauses between; rejects only once it is told to stop, or cannot help. */
export type Retry = <T>(work: () => Promise<T>) => Promise<T>;

export interface RetryOptions {
  readonly signal: AbortSignal;
  /** Resolves after this long, or at once when the signal is aborted; never rejects. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
  onFailure(error: unknown): void;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

export function createRetry({ signal, sleep, onFailure }: RetryOptions): Retry {
  return async (work) => {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        return await work();
      } catch (error) {
        if (signal.aborted || error instanceof ConfigurationError) throw error;
        onFailure(error);
      }
      await sleep(pauseMs, signal);
    }
  };
}
