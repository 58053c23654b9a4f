import {
  type DeadLetterStory,
  type DecodedIntent,
  decodeIntent,
  type Intent,
  type Problem,
  partitionKey,
  type ReadableFields,
} from '@orderonce/contracts';
import { type IncomingRecord, partitionFor } from '@orderonce/kafka';

/** Why a record cannot be taken, and what could be read of it all the same. */
export interface Refusal {
  readonly reason: DeadLetterStory['reason'];
  readonly problems: readonly Problem[];
  readonly readable: ReadableFields;
}

export type ReadIntent =
  | { readonly ok: true; readonly intent: Intent }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * The intent of a record, unless it cannot be read or stands where it must not: another client's partitioner would
 * put one instrument in two places.
 *
 * @param decode another that gives the same as `decodeIntent`, for whoever reads millions
 */
export function readIntent(
  record: Pick<IncomingRecord, 'key' | 'value' | 'partition'>,
  partitionCount: number,
  decode: (bytes: Buffer | null) => DecodedIntent = decodeIntent,
): ReadIntent {
  const decoded = decode(record.value);
  if (!decoded.ok) return { ok: false, refusal: decoded };
  const { intent } = decoded;
  const misplaced = misplacement(intent, record, partitionCount);
  if (misplaced === null) return { ok: true, intent };
  const refusal = { reason: 'WRONG_PARTITION', problems: [misplaced], readable: intent } as const;
  return { ok: false, refusal };
}

function misplacement(
  intent: Intent,
  record: Pick<IncomingRecord, 'key' | 'partition'>,
  partitionCount: number,
): Problem | null {
  const key = partitionKey(intent.accountId, intent.symbol);
  if (record.key?.toString('utf8') !== key)
    return { path: 'key', rule: `the record's key must be ${key}` };
  const partition = partitionFor(key, partitionCount);
  if (record.partition === partition) return null;
  return {
    path: 'partition',
    rule: `${key} belongs in partition ${partition}, not ${record.partition}: set the producer's partitioner to murmur2`,
  };
}
