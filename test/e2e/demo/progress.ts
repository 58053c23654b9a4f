import pc from 'picocolors';

/** What can be counted while a run goes on. */
export interface Progress {
  readonly published: number;
  readonly orders: number;
  readonly fills: number;
  readonly answersLost: number;
  readonly wanted: number;
}

const BAR_WIDTH = 24;
const PLAIN_EVERY_MS = 3000;

/** Shows progress on stderr: one line redrawn in a terminal, a line now and then in a log. */
export function createProgress(stream: NodeJS.WriteStream, nowMs: () => number) {
  let lastPlainMs = Number.NEGATIVE_INFINITY;
  const clear = () => stream.isTTY && stream.write('\r\u001b[2K');
  return {
    show(progress: Progress): void {
      if (stream.isTTY) {
        clear();
        stream.write(lineOf(progress));
      } else if (nowMs() - lastPlainMs >= PLAIN_EVERY_MS) {
        lastPlainMs = nowMs();
        stream.write(`${lineOf(progress)}\n`);
      }
    },
    /** A line that stays. */
    note(text: string): void {
      clear();
      stream.write(`${text}\n`);
    },
    end(): void {
      clear();
    },
  };
}

function lineOf({ published, orders, fills, answersLost, wanted }: Progress): string {
  const done = Math.min(1, orders / wanted);
  const filled = Math.round(done * BAR_WIDTH);
  const bar = pc.green('█'.repeat(filled)) + pc.dim('░'.repeat(BAR_WIDTH - filled));
  return `  ${bar} ${published} intents out, ${orders} of ${wanted} orders, ${fills} fills, ${answersLost} answers lost`;
}
