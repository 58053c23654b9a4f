import type { OutgoingRecord } from './ports.ts';

/** A record on its way to the log. What the first attempt settles, every other attempt keeps. */
export interface Departure {
  readonly topic: string;
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  headers?: Readonly<Record<string, string>>;
  partition?: number;
  /** Where it stands, once the log acknowledged it. */
  offset?: string;
}

// Field by field: a caller may hand over a record that it read, and that has a place too.
export function departureOf({ topic, key, value, headers }: OutgoingRecord): Departure {
  return headers === undefined ? { topic, key, value } : { topic, key, value, headers };
}
