import type { Outcome } from '@orderonce/contracts';
import { different, type Finding, SAME } from './finding.ts';

/** Evidence and times are of the attempt and not of the event. */
const OF_THE_ATTEMPT: ReadonlySet<string> = new Set(['evidence', 'transactTimeMs']);

/** Whether an outcome is the one that the constructors make, the attempt's own fields aside. */
export function sameOutcome(expected: Outcome, found: Outcome): Finding {
  const fields = differingFields(expected, found);
  if (fields.length === 0) return SAME;
  return different(textOf(expected, fields), textOf(found, fields));
}

function differingFields(expected: Outcome, found: Outcome): string[] {
  const differing: string[] = [];
  for (const field in expected)
    if (!OF_THE_ATTEMPT.has(field) && !isSame(valueIn(expected, field), valueIn(found, field)))
      differing.push(field);
  for (const field in found)
    if (!OF_THE_ATTEMPT.has(field) && valueIn(expected, field) === undefined)
      if (valueIn(found, field) !== undefined) differing.push(field);
  return differing;
}

function isSame(expected: unknown, found: unknown): boolean {
  if (expected === found) return true;
  if (typeof expected !== 'object' || typeof found !== 'object') return false;
  if (expected === null || found === null) return false;
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  for (const name of names)
    if (!isSame(valueIn(expected, name), valueIn(found, name))) return false;
  return true;
}

function valueIn(object: object, field: string): unknown {
  return (object as Readonly<Record<string, unknown>>)[field];
}

function textOf(outcome: Outcome, fields: readonly string[]): string {
  return fields
    .map((field) => `${field} ${JSON.stringify(valueIn(outcome, field)) ?? 'absent'}`)
    .join(', ');
}
