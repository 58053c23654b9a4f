import { EMPTY_HASH } from '@orderonce/positions';

/** What became of the records so far. Follows from the log alone. */
export interface Counts {
  /** Events seen for the first time. */
  readonly outcomesApplied: number;
  /** Events seen before. */
  readonly duplicatesIgnored: number;
  /** Records that are no outcomes; each was logged with its place. */
  readonly malformed: number;
  /** Outcomes that contradict others or could not be counted; each was logged. */
  readonly alarms: number;
}

/** How far one partition's state has come. */
export interface Progress extends Counts {
  /** Where the partition goes on; null: nothing was taken yet. */
  readonly nextOffset: string | null;
  readonly hash: string;
  /** There when the log's beginning was gone as this state began: the offset of the first record. */
  readonly incompleteFrom?: string;
  /** The id of the last change that was told; absent: none was. */
  readonly lastEvent?: string;
}

export const NO_COUNTS: Counts = {
  outcomesApplied: 0,
  duplicatesIgnored: 0,
  malformed: 0,
  alarms: 0,
};

export const NO_PROGRESS: Progress = { ...NO_COUNTS, nextOffset: null, hash: EMPTY_HASH };

const COUNT_NAMES = Object.keys(NO_COUNTS) as readonly (keyof Counts)[];

/** As fields and values of a Redis hash. */
export function progressFields(progress: Progress): string[] {
  return Object.entries(progress).flatMap(([name, value]) =>
    value === null ? [] : [name, String(value)],
  );
}

/** From a Redis hash; an empty one is no progress. */
export function progressOf(fields: Readonly<Record<string, string>>): Progress {
  const { nextOffset, hash, incompleteFrom, lastEvent } = fields;
  if (nextOffset === undefined || hash === undefined) return NO_PROGRESS;
  const counts = Object.fromEntries(COUNT_NAMES.map((name) => [name, Number(fields[name] ?? 0)]));
  return {
    ...NO_COUNTS,
    ...counts,
    nextOffset,
    hash,
    ...(incompleteFrom !== undefined && { incompleteFrom }),
    ...(lastEvent !== undefined && { lastEvent }),
  };
}

export function addCounts(a: Counts, b: Counts): Counts {
  return Object.fromEntries(
    COUNT_NAMES.map((name) => [name, a[name] + b[name]]),
  ) as unknown as Counts;
}
