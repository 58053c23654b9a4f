import type { Logger } from './logger.ts';
import type { Tracing } from './tracing.ts';

/** The exit codes of a service. */
export const EXIT = { stopped: 0, failed: 1, misconfigured: 2, interrupted: 130 } as const;

const FLUSH_DEADLINE_MS = 2_000;
/** One Ctrl-C arrives several times: from the terminal, and again from npm or whoever started us. */
const SAME_WISH_MS = 500;

/** Ends this process once, whoever asks first: the last spans are sent, log lines are flushed at exit. */
export class ProcessEnd {
  readonly #log: Logger;
  readonly #tracing: Tracing;
  #isEnding = false;

  constructor(log: Logger, tracing: Tracing) {
    this.#log = log;
    this.#tracing = tracing;
  }

  async stopped(): Promise<void> {
    await this.#exit(EXIT.stopped);
  }

  async failed(event: string, err: unknown): Promise<void> {
    this.#log.fatal({ event, err });
    await this.#exit(EXIT.failed);
  }

  async #exit(code: number): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    await this.#tracing.stop(FLUSH_DEADLINE_MS);
    process.exit(code);
  }
}

/** Resolves with the first SIGTERM or SIGINT; one that comes later, while we stop, ends the process at once. */
export function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAtMs: number | undefined;
    const onSignal = (signal: NodeJS.Signals) => {
      const nowMs = performance.now();
      firstAtMs ??= nowMs;
      resolve(signal);
      if (nowMs - firstAtMs > SAME_WISH_MS) process.exit(EXIT.interrupted);
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}
