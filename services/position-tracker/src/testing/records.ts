import { encodeOutcome, type Outcome } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';

/** A record of `orders.outcomes` as a reader gets it. */
export function recordOf(
  value: Outcome | string | null,
  fields: Partial<IncomingRecord> = {},
): IncomingRecord {
  const text = typeof value === 'string' || value === null ? value : encodeOutcome(value);
  return {
    topic: 'orders.outcomes',
    partition: 0,
    offset: '0',
    key: null,
    value: text === null ? null : Buffer.from(text),
    headers: {},
    logTimeMs: 1_790_000_000_000,
    ...fields,
  };
}
