import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyIntent, anyOutcome } from './arbitraries.ts';
import { encodeIntent, encodeOutcome } from './encode.ts';

/** The same value with the fields of every object turned round. */
function reversed<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(reversed) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([name, inner]) => [name, reversed(inner)])) as Value;
}

describe('the text of a message', () => {
  it('does not depend on the order in which its fields were set', () => {
    fc.assert(
      fc.property(anyIntent, anyOutcome, (intent, outcome) => {
        expect(encodeIntent(reversed(intent))).toBe(encodeIntent(intent));
        expect(encodeOutcome(reversed(outcome))).toBe(encodeOutcome(outcome));
      }),
    );
  });

  it('says everything that the message says', () => {
    fc.assert(
      fc.property(anyIntent, anyOutcome, (intent, outcome) => {
        expect(JSON.parse(encodeIntent(intent))).toEqual(intent);
        expect(JSON.parse(encodeOutcome(outcome))).toEqual(outcome);
      }),
    );
  });
});
