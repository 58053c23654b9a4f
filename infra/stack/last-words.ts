import { readFileSync } from 'node:fs';

const SHOWN_LINES = 5;

/** The lines of a log that most likely tell why its process ended: its first complaints, else its end. */
export function lastWords(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n');
  const complaints = lines.filter((line) => /\b(ERROR|FATAL|Exception|Caused by)\b/i.test(line));
  const told = complaints.length > 0 ? complaints.slice(0, SHOWN_LINES) : lines.slice(-SHOWN_LINES);
  return told.join('\n');
}
