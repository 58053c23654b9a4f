import type { RecordEvent } from './decide.ts';
import { markFields } from './field-marks.ts';
import type { HeldRecord, OpenRecord, OrderRecord, SettledRecord } from './order-record.ts';

/**
 * The record after `event`. Pure.
 *
 * @throws {Error} when the event cannot follow the record: `decide` never says so
 */
export function evolve(record: OrderRecord | null, event: RecordEvent): OrderRecord {
  if (event.kind === 'claimed') return claimed(event);
  if (record === null || record.state === 'settled') {
    throw new Error(`a record that is ${record?.state ?? 'not there'} cannot be ${event.kind}`);
  }
  return after(record, event);
}

function claimed(event: Extract<RecordEvent, { kind: 'claimed' }>): OpenRecord {
  const { contentKey, duplicateOf } = event;
  return {
    state: 'pending',
    version: 1,
    attemptToken: event.attemptToken,
    strategyId: event.strategyId,
    payload: event.payload,
    payloadHash: event.payloadHash,
    source: event.source,
    leaseUntilMs: event.leaseUntilMs,
    ...(contentKey !== undefined && { contentKey }),
    ...(duplicateOf !== undefined && { duplicateOf }),
  };
}

function after(
  record: OpenRecord | HeldRecord,
  event: Exclude<RecordEvent, { kind: 'claimed' }>,
): OrderRecord {
  const version = record.version + 1;
  switch (event.kind) {
    case 'settled':
      return settled(record, event, version);
    case 'held':
      return { ...withoutLease(record), state: 'held', version, hold: event.hold };
    case 'reopened':
      return {
        ...withoutHold(record),
        state: 'in_doubt',
        version,
        attemptToken: event.attemptToken,
        leaseUntilMs: 0,
      };
    default:
      return { ...open(record), ...change(open(record), event), version };
  }
}

type OpenEvent = Exclude<RecordEvent, { kind: 'claimed' | 'settled' | 'held' | 'reopened' }>;

function change(record: OpenRecord, event: OpenEvent): Partial<OpenRecord> {
  const { leaseUntilMs } = event;
  switch (event.kind) {
    case 'taken-over': {
      // In doubt from now on, else a lost reply to the take-over would make the record look fresh to us.
      const state = isKnownUnsent(record) ? 'pending' : 'in_doubt';
      return { state, attemptToken: event.attemptToken, leaseUntilMs };
    }
    case 'renewed':
      return { leaseUntilMs };
    case 'submitted':
      return event.body === undefined
        ? { state: 'submitted', leaseUntilMs }
        : { state: 'submitted', leaseUntilMs, body: event.body };
    case 'doubted':
      return { state: 'in_doubt', leaseUntilMs };
  }
}

/** A content duplicate waits for its denial: whoever sends one all the same notes that first. */
function isKnownUnsent(record: OpenRecord): boolean {
  return record.state === 'pending' && record.duplicateOf !== undefined;
}

/** Small, because it stays for as long as the topic can deliver the intent again. */
function settled(
  record: OpenRecord | HeldRecord,
  event: Extract<RecordEvent, { kind: 'settled' }>,
  version: number,
): SettledRecord {
  return {
    state: 'settled',
    version,
    attemptToken: event.attemptToken,
    payloadHash: record.payloadHash,
    source: record.source,
    fieldMarks: markFields(record.payload),
    settlement: event.settlement,
  };
}

function open(record: OpenRecord | HeldRecord): OpenRecord {
  if (record.state === 'held') throw new Error('a held record must be resolved first');
  return record;
}

function withoutLease(record: OpenRecord | HeldRecord): Omit<OpenRecord, 'state' | 'leaseUntilMs'> {
  const { leaseUntilMs: _, ...rest } = open(record);
  return rest;
}

function withoutHold(record: OpenRecord | HeldRecord): Omit<HeldRecord, 'state' | 'hold'> {
  if (record.state !== 'held') throw new Error('only a held record can be reopened');
  const { hold: _, ...rest } = record;
  return rest;
}
