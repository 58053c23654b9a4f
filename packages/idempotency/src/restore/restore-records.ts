import type { AccountId, StrategyId } from '@orderonce/contracts';
import { NO_DETAILS } from '../claims/claim-writer.ts';
import { updateWrite } from '../claims/record-writes.ts';
import type { OrderRecord } from '../record/order-record.ts';
import { decodeRecord, stampOf } from '../record/record-codec.ts';
import type { ContentChange, RecordStore, UpdateWrite } from '../store/record-store.ts';
import type { RestoredRecord } from './restored-record.ts';

export interface RestoreOptions {
  readonly store: RecordStore;
  readonly randomToken: () => string;
  readonly epochMs: () => number;
  readonly settledTtlMs: number;
  readonly contentTtlMs: number;
  /** How many records one write takes. */
  readonly batchSize?: number;
}

export interface Restored {
  readonly written: number;
  /** What already had its end. */
  readonly kept: number;
}

const DEFAULT_BATCH_SIZE = 200;
/** No stamp is this: such a write creates, and never replaces. */
const NOTHING_STANDS = 'restored';

/**
 * Writes the records that published outcomes prove, oldest first: a verdict over anything but a verdict, a
 * hold only where nothing stands. Work may go on meanwhile. Running it again changes nothing.
 *
 * Rejects when the store does; begin again then.
 */
export async function restoreRecords(
  records: AsyncIterable<RestoredRecord> | Iterable<RestoredRecord>,
  options: RestoreOptions,
): Promise<Restored> {
  let written = 0;
  let seen = 0;
  let batch = new Map<string, RestoredRecord>();
  let accountId: AccountId | undefined;

  async function writeBatch(): Promise<void> {
    if (accountId !== undefined)
      written += await restoreBatch(accountId, [...batch.values()], options);
    batch = new Map();
  }

  for await (const record of records) {
    // One account a call, and one record an order: a later outcome must see what the earlier one wrote.
    const isFull = batch.size >= (options.batchSize ?? DEFAULT_BATCH_SIZE);
    if (isFull || record.accountId !== accountId || batch.has(record.clientOrderId)) {
      await writeBatch();
    }
    accountId = record.accountId;
    batch.set(record.clientOrderId, record);
    seen += 1;
  }
  await writeBatch();
  return { written, kept: seen - written };
}

async function restoreBatch(
  accountId: AccountId,
  records: readonly RestoredRecord[],
  options: RestoreOptions,
): Promise<number> {
  const first = records.map((record) => ({ record, write: createWrite(record, options) }));
  const { results } = await options.store.update(
    accountId,
    first.map(({ write }) => write),
  );
  const again = first.flatMap(({ record, write }, at) => {
    const result = results[at];
    if (result === undefined || result.kind === 'done') return [];
    const expected = replaceable(result.value, record);
    return expected === null ? [] : [{ ...write, ...expected }];
  });
  const done = results.filter(({ kind }) => kind === 'done').length;
  if (again.length === 0) return done;
  // What changed in between got its end from its owner, or will be met by the same outcome again.
  const replaced = await options.store.update(accountId, again);
  return done + replaced.results.filter(({ kind }) => kind === 'done').length;
}

/** What a published verdict may replace: everything but a verdict. A hold replaces nothing. */
function replaceable(value: string, { end }: RestoredRecord): Partial<UpdateWrite> | null {
  const standing = decodeRecord(value);
  if (!('verdict' in end) || standing?.state === 'settled') return null;
  if (standing === null) return { expected: value };
  const { version } = standing;
  return { expected: stampOf(standing), stamp: `${version + 1}:restored` };
}

function createWrite(record: RestoredRecord, options: RestoreOptions): UpdateWrite {
  const ageMs = Math.max(0, options.epochMs() - endedAtMs(record));
  const settledTtlMs = Math.max(1, options.settledTtlMs - ageMs);
  const next = recordToWrite(record, options.randomToken());
  const content = contentChange(record, options);
  return {
    ...updateWrite(record.clientOrderId, NOTHING_STANDS, next, { leaseMs: 0, settledTtlMs }),
    ...(content === null ? {} : { content }),
  };
}

function recordToWrite(record: RestoredRecord, attemptToken: string): OrderRecord {
  const { payloadHash, source, end } = record;
  const stamped = { version: 1, attemptToken, payloadHash, source };
  if ('verdict' in end) return { ...stamped, state: 'settled', fieldMarks: '', settlement: end };
  const strategyId = record.content?.strategyId ?? ('' as StrategyId);
  return { ...stamped, state: 'held', payload: {}, strategyId, hold: end };
}

function contentChange(record: RestoredRecord, options: RestoreOptions): ContentChange | null {
  if (record.content === undefined) return null;
  const ttlMs = record.content.createdAtMs + options.contentTtlMs - options.epochMs();
  return ttlMs < 1 ? null : { kind: 'take', ...record.content, ttlMs, details: NO_DETAILS };
}

const endedAtMs = ({ end }: RestoredRecord) => ('verdict' in end ? end.settledAtMs : end.heldAtMs);
