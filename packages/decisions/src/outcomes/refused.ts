import {
  outcomeId,
  type ReasonCode,
  type RefusedOutcome,
  SCHEMA_VERSION,
  ZERO,
} from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';
import type { Subject } from './subject.ts';

/** What could be read of an intent that was refused: at least its id. */
export type Readable = Pick<RefusedOutcome, 'clientOrderId'> &
  Partial<Pick<RefusedOutcome, 'orderUuid' | 'strategyId' | 'accountId' | 'symbol' | 'side'>>;

/** Where the copy stands, and the digest of its record where that is at hand. */
type IntentPlace = RecordPosition & Pick<Subject, 'digest'>;

const MAX_REASON_LENGTH = 1000;

/**
 * A copy that was not taken. It says nothing about an order that an earlier, valid copy with the same id may
 * have made, which is why its state is `UNKNOWN`; the dead letter holds its bytes.
 */
export function refusedOutcome(
  readable: Readable,
  { topic, partition, offset, digest }: IntentPlace,
  payloadHash: string,
  reason: { readonly code: ReasonCode; readonly text: string },
  nowMs: number,
): RefusedOutcome {
  return {
    schemaVersion: SCHEMA_VERSION,
    outcomeId: outcomeId.refused(readable.clientOrderId, payloadHash),
    ...readable,
    execType: 'REFUSED',
    ordStatus: 'UNKNOWN',
    source: 'executor',
    reason: { code: reason.code, text: reason.text.slice(0, MAX_REASON_LENGTH) },
    cumQty: ZERO,
    leavesQty: ZERO,
    payloadHash,
    transactTimeMs: nowMs,
    intent: { topic, partition, offset, ...(digest !== undefined && { digest }) },
  };
}
