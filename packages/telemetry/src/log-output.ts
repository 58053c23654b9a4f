import { setTimeout as delay } from 'node:timers/promises';
import { destination } from 'pino';

/** Where log lines go. */
export interface LogOutput {
  write(line: string): void;
}

/** A reader that stops reading costs lines in the end, and never memory without limit. */
const MAX_BUFFERED_BYTES = 64 * 1024 * 1024;

/**
 * Standard output, written in the background: a reader that is slow does not hold up orders.
 *
 * `end` resolves when every line is out, in order. (pino's own way at a fatal line, to write what waits at
 * once, would put it before what is being written just then.)
 */
export function standardOutput(): LogOutput & { end(deadlineMs: number): Promise<void> } {
  const out = destination({ fd: 1, sync: false, maxLength: MAX_BUFFERED_BYTES });
  let isEnded = false;
  return {
    write(line) {
      if (!isEnded) out.write(line);
    },
    async end(deadlineMs) {
      isEnded = true;
      const closed = new Promise<void>((resolve) => {
        out.once('close', resolve);
        out.end();
      });
      await Promise.race([closed, delay(deadlineMs, undefined, { ref: false })]);
    },
  };
}
