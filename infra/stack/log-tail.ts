import { readFileSync, statSync } from 'node:fs';

const SHOWN_LINES = 5;

/** What one run of a process wrote to a log that holds earlier runs too. */
export interface LogTail {
  readonly text: () => string;
  /** The lines that most likely tell why it ended: its first complaints, else its end. */
  readonly lastWords: () => string;
}

/** The part of the log that is written from now on. */
export function logTail(logFile: string): LogTail {
  const start = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  const text = () => readFileSync(logFile).subarray(start).toString('utf8').trimEnd();
  return {
    text,
    lastWords() {
      const lines = text().split('\n');
      const complaints = lines.filter((line) =>
        /\b(ERROR|FATAL|Exception|Caused by)\b/i.test(line),
      );
      const told =
        complaints.length > 0 ? complaints.slice(0, SHOWN_LINES) : lines.slice(-SHOWN_LINES);
      return told.join('\n');
    },
  };
}
