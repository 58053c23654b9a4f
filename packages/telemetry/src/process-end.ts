import type { Logger } from './logger.ts';

/** The exit codes of a service. */
export const EXIT = { stopped: 0, failed: 1, misconfigured: 2, interrupted: 130 } as const;

const SPANS_DEADLINE_MS = 2_000;
const LINES_DEADLINE_MS = 1_000;
/** One Ctrl-C arrives several times: from the terminal, and again from npm or whoever started us. */
const SAME_WISH_MS = 500;

/** Something that sends or writes what is left, for at most so long. */
type Ending = (deadlineMs: number) => Promise<void>;

/** Ends this process once, whoever asks first, when the last spans are sent and the last lines written. */
export class ProcessEnd {
  readonly #log: Logger;
  readonly #endSpans: Ending;
  readonly #endLines: Ending;
  #isEnding = false;

  constructor(log: Logger, endSpans: Ending, endLines: Ending) {
    this.#log = log;
    this.#endSpans = endSpans;
    this.#endLines = endLines;
  }

  async stopped(): Promise<void> {
    await this.#exit(EXIT.stopped);
  }

  async failed(event: string, err: unknown): Promise<void> {
    this.#log.fatal({ event, err });
    await this.#exit(EXIT.failed);
  }

  /** `lines` are for the person who started us, and so for standard error. */
  async misconfigured(lines: string): Promise<void> {
    process.stderr.write(lines);
    await this.#exit(EXIT.misconfigured);
  }

  async #exit(code: number): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    await this.#endSpans(SPANS_DEADLINE_MS);
    await this.#endLines(LINES_DEADLINE_MS);
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
