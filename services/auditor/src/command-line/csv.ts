import { stringify } from 'csv-stringify/sync';

/** RFC 4180, with a line of names first; what is undefined or null is empty. */
export function csvText(
  names: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): string {
  return stringify([[...names], ...rows.map((row) => [...row])]).trimEnd();
}
