import { printable } from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';

const LONGEST_TEXT = 300;

/** Text from outside, safe for a terminal. */
export const safe = (text: string) => printable(text, LONGEST_TEXT);

export function placeWords({ partition, offset }: Omit<RecordPosition, 'topic'>): string {
  return `partition ${partition}, offset ${offset}`;
}

/** `12.4 ms`, `0.3 ms`, `5002 ms`. */
export function millisecondsText(durationMs: number): string {
  const digits = durationMs < 100 ? 1 : 0;
  return `${Number(durationMs.toFixed(digits))} ms`;
}
