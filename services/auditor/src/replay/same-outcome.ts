import { type Outcome, orderOutcomeSchema } from '@orderonce/contracts';
import { different, type Finding, SAME } from './finding.ts';

/** Evidence and times are of the attempt and not of the event. */
const OF_THE_ATTEMPT: ReadonlySet<string> = new Set(['evidence', 'transactTimeMs']);
/** All kinds of outcomes have the same fields. */
const OF_THE_EVENT = Object.keys(orderOutcomeSchema.shape).filter(
  (field) => !OF_THE_ATTEMPT.has(field),
);

/** Whether an outcome is the one that the constructors make, the attempt's own fields aside. */
export function sameOutcome(expected: Outcome, found: Outcome): Finding {
  const isDifferent = (field: string) => !isSame(valueIn(expected, field), valueIn(found, field));
  if (!OF_THE_EVENT.some(isDifferent)) return SAME;
  const fields = OF_THE_EVENT.filter(isDifferent);
  return different(textOf(expected, fields), textOf(found, fields));
}

function isSame(expected: unknown, found: unknown): boolean {
  if (expected === found) return true;
  if (typeof expected !== 'object' || typeof found !== 'object') return false;
  if (expected === null || found === null) return false;
  for (const name in expected)
    if (!isSame(valueIn(expected, name), valueIn(found, name))) return false;
  // One that only the other has is undefined here, as one that is absent is.
  for (const name in found)
    if (valueIn(found, name) !== undefined && valueIn(expected, name) === undefined) return false;
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
