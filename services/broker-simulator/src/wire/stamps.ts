import { z } from 'zod';

/** A moment in RFC 3339 with nanoseconds, in UTC: texts compare as the moments do. */
export type Stamp = string & { readonly __stamp: unique symbol };

const NANOS_PER_MS = 1_000_000;

/** Gives out moments, each later than the one before even within a millisecond. */
export class Stamps {
  #lastMs = -1;
  #prefix = '';
  #nanos = 0;

  next(nowMs: number): Stamp {
    if (nowMs > this.#lastMs) {
      this.#lastMs = nowMs;
      this.#prefix = new Date(nowMs).toISOString().slice(0, -1);
      this.#nanos = 0;
    } else if (this.#nanos < NANOS_PER_MS - 1) {
      this.#nanos += 1;
    }
    return `${this.#prefix}${String(this.#nanos).padStart(6, '0')}Z` as Stamp;
  }
}

/** A whole millisecond. */
export const stampAt = (ms: number) => `${new Date(ms).toISOString().slice(0, -1)}000000Z` as Stamp;

/** Any RFC 3339 moment or a date as a stamp; null: it is neither. */
export function parseStamp(text: string): Stamp | null {
  const ms = Date.parse(text);
  if (Number.isNaN(ms) || !/^\d{4}-\d\d-\d\d/.test(text)) return null;
  const fraction = /\.(\d{1,9})/.exec(text)?.[1] ?? '';
  return `${new Date(ms).toISOString().slice(0, 19)}.${fraction.padEnd(9, '0')}Z` as Stamp;
}

/** A time as it stands in a query. */
export const stampSchema = z.string().transform((text, context) => {
  const stamp = parseStamp(text);
  if (stamp !== null) return stamp;
  context.addIssue({ code: 'custom', message: 'must be a time in RFC 3339' });
  return z.NEVER;
});
