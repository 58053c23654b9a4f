import type { ClientOrderId } from '@orderonce/contracts';
import type { ClaimAnswer, ClaimRequest } from '../order-claims.ts';
import type { Refusal } from '../record/decide.ts';
import type { OrderRecord } from '../record/order-record.ts';
import { decodeRecord } from '../record/record-codec.ts';
import { ownedClaim } from './owned-claim.ts';
import type { RecordWrites } from './record-writes.ts';

/** One attempt at a claim: where it writes, and until when it may send. */
export interface ClaimAttempt {
  readonly writes: RecordWrites;
  readonly sendDeadlineMs: number;
  readonly isUnprotected: boolean;
}

export interface Ours {
  readonly record: OrderRecord;
  /** What the store knows of anything older may be incomplete. */
  readonly remembersSinceMs: number;
}

/** The answer when `record` is now this attempt's. */
export function oursAnswer(
  request: ClaimRequest,
  { record, remembersSinceMs }: Ours,
  { sendDeadlineMs, writes, isUnprotected }: ClaimAttempt,
): ClaimAnswer | Promise<ClaimAnswer> {
  const claim = ownedClaim(request, record, sendDeadlineMs, isUnprotected);
  // Older than what the store remembers: that it knows nothing says nothing.
  const isMemoryGap = (request.knownSinceMs ?? Number.POSITIVE_INFINITY) < remembersSinceMs;
  if (record.state !== 'pending' || isMemoryGap) {
    const body = 'body' in record && record.body !== undefined ? { body: record.body } : {};
    return { kind: 'earlier-attempt', claim, ...body, ...(isMemoryGap && { isMemoryGap }) };
  }
  if (record.duplicateOf === undefined) return { kind: 'fresh', claim };
  const original = record.duplicateOf;
  return settlementOf(request, original, writes).then((settlement) => ({
    kind: 'content-duplicate',
    claim,
    original,
    ...settlement,
  }));
}

/** What came of the original, if that can be had: the answer is right without it. */
async function settlementOf(
  { accountId }: ClaimRequest,
  original: ClientOrderId,
  writes: Pick<RecordWrites, 'read'>,
) {
  const [value] = await writes.read(accountId, [original]).catch(() => []);
  const record = typeof value === 'string' ? decodeRecord(value) : null;
  return record?.state === 'settled' ? { settlement: record.settlement } : {};
}

/** The answer when the record stays as it is. */
export function answerOfEnded(
  refusal: Refusal,
  record: OrderRecord | null,
  { source }: ClaimRequest,
): ClaimAnswer {
  switch (refusal.kind) {
    case 'owned':
    case 'other-payload':
      return refusal;
    case 'ended': {
      if (record?.state === 'settled') {
        const isRedelivery = isSamePlace(record, source);
        return { kind: 'settled', settlement: record.settlement, isRedelivery };
      }
      if (record?.state === 'held') {
        return { kind: 'held', hold: record.hold, isRedelivery: isSamePlace(record, source) };
      }
    }
  }
  throw new Error(`a claim cannot be refused as ${refusal.kind}`);
}

function isSamePlace(record: OrderRecord, source: ClaimRequest['source']): boolean {
  return record.source.partition === source.partition && record.source.offset === source.offset;
}
