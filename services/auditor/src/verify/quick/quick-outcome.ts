import {
  type DecodedOutcome,
  decodeOutcome,
  type OrderOutcome,
  orderOutcomeSchema,
} from '@orderonce/contracts';
import { NO } from './cursor.ts';
import { plainText, readWhole } from './plain-text.ts';
import { readShape } from './read-shape.ts';
import { shapesOf } from './shape.ts';

/**
 * Decodes outcomes as `decodeOutcome` does, most of them in a third of the time: plain text that our own writers
 * wrote is read straight into its fields, by the same schema. Whatever is not exactly so is left to `decodeOutcome`,
 * which also says what is wrong with it.
 *
 * Fields that an outcome does not have are there as undefined.
 */
export function createQuickOutcomeDecoder(): (bytes: Buffer | null) => DecodedOutcome {
  const [shape] = shapesOf(orderOutcomeSchema);
  const read = shape === undefined ? () => NO : readShape(shape);
  return (bytes) => {
    const text = plainText(bytes);
    const outcome = text === null ? NO : readWhole(read, text);
    return outcome === NO ? decodeOutcome(bytes) : { ok: true, outcome: outcome as OrderOutcome };
  };
}
