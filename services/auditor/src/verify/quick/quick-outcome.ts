import { isAscii } from 'node:buffer';
import {
  type DecodedOutcome,
  decodeOutcome,
  MAX_MESSAGE_BYTES,
  type OrderOutcome,
  orderOutcomeSchema,
} from '@orderonce/contracts';
import { NO, type Read } from './cursor.ts';
import { readShape } from './read-shape.ts';
import { shapeOf } from './shape.ts';

/**
 * Decodes outcomes as `decodeOutcome` does, most of them in a third of the time: plain text that our own writers
 * wrote is read straight into its fields, by the same schema. Whatever is not exactly so is left to `decodeOutcome`,
 * which also says what is wrong with it.
 *
 * Fields that an outcome does not have are there as undefined.
 */
export function createQuickDecoder(): (bytes: Buffer | null) => DecodedOutcome {
  const read = readShape(shapeOf(orderOutcomeSchema));
  return (bytes) => {
    const outcome = bytes === null ? null : readWhole(read, bytes);
    return outcome === null ? decodeOutcome(bytes) : { ok: true, outcome: outcome as OrderOutcome };
  };
}

function readWhole(read: Read, bytes: Buffer): unknown {
  if (bytes.length > MAX_MESSAGE_BYTES || !isAscii(bytes)) return null;
  const text = bytes.toString('latin1');
  if (text.includes('\\')) return null;
  const cursor = { text, at: 0 };
  const value = read(cursor);
  return value === NO || cursor.at !== text.length ? null : value;
}
