import type { StrategyId } from '@orderonce/contracts';
import { NO_DETAILS } from '../claims/claim-writer.ts';
import { updateWrite } from '../claims/record-writes.ts';
import type { OrderRecord } from '../record/order-record.ts';
import { decodeRecord, encodeRecord, looksSettled, stampOf } from '../record/record-codec.ts';
import type { ContentChange, UpdateWrite } from '../store/record-store.ts';
import type { RestoredRecord } from './restored-record.ts';

export interface RestoredTimes {
  readonly nowMs: number;
  readonly settledTtlMs: number;
  readonly contentTtlMs: number;
  /** How long a settled record stays at least from now on, however old its verdict is. */
  readonly restoredTtlMs: number;
}

/** No stamp is this: such a write creates, and never replaces. */
const NOTHING_STANDS = 'restored';
/** Ends are rounded up, since writes that end alike travel together. */
const TTL_STEP_MS = 3_600_000;

/** The write that puts the record where nothing stands. */
export function createWrite(
  record: RestoredRecord,
  attemptToken: string,
  times: RestoredTimes,
): UpdateWrite {
  const content = contentChange(record, times);
  const settledTtlMs = ttlMsOf(record, times);
  return {
    ...updateWrite(record.clientOrderId, NOTHING_STANDS, recordToWrite(record, attemptToken), {
      leaseMs: 0,
      settledTtlMs,
    }),
    ...(content === null ? {} : { content }),
  };
}

/**
 * The write for what was found in the way; null where that stays. A verdict replaces everything but a verdict,
 * and lengthens the life of one that would end too soon; a hold or an attempt replaces nothing.
 */
export function replaceWrite(
  value: string,
  record: RestoredRecord,
  create: UpdateWrite,
  times: RestoredTimes,
): UpdateWrite | null {
  if (record.proof.kind !== 'verdict') return null;
  const isOld = leftMs(record, times) < times.restoredTtlMs;
  // Nearly all that a second rebuild meets: reading it whole would cost more than all the rest.
  if (!isOld && looksSettled(value)) return null;
  const standing = decodeRecord(value);
  if (standing === null) return { ...create, expected: value };
  const expected = stampOf(standing);
  if (standing.state !== 'settled')
    return { ...create, expected, stamp: `${standing.version + 1}:restored` };
  if (!isOld) return null;
  const { content: _, ...lengthened } = create;
  return { ...lengthened, ...encodeRecord(standing), expected };
}

function recordToWrite(record: RestoredRecord, attemptToken: string): OrderRecord {
  const { payloadHash, source, proof, body } = record;
  const stamped = { version: 1, attemptToken, payloadHash, source };
  // What was asked for is not told by an outcome, and its hash is enough to compare a copy with.
  const open = {
    ...stamped,
    payload: {},
    strategyId: record.content?.strategyId ?? ('' as StrategyId),
    ...(body !== undefined && { body }),
  };
  switch (proof.kind) {
    case 'verdict':
      return { ...stamped, state: 'settled', fieldMarks: '', settlement: proof.settlement };
    case 'hold':
      return { ...open, state: 'held', hold: proof.hold };
    case 'attempt':
      return { ...open, state: 'in_doubt', leaseUntilMs: 0 };
  }
}

function ttlMsOf(record: RestoredRecord, times: RestoredTimes): number {
  const ttlMs = Math.max(leftMs(record, times), times.restoredTtlMs);
  return Math.ceil(ttlMs / TTL_STEP_MS) * TTL_STEP_MS;
}

/** What is left of a verdict's usual life. */
function leftMs({ proof }: RestoredRecord, { nowMs, settledTtlMs }: RestoredTimes): number {
  if (proof.kind !== 'verdict') return settledTtlMs;
  return settledTtlMs - Math.max(0, nowMs - proof.settlement.settledAtMs);
}

function contentChange(record: RestoredRecord, times: RestoredTimes): ContentChange | null {
  if (record.content === undefined) return null;
  const ttlMs = record.content.createdAtMs + times.contentTtlMs - times.nowMs;
  return ttlMs < 1 ? null : { kind: 'take', ...record.content, ttlMs, details: NO_DETAILS };
}
