import type { AccountId } from '@orderonce/contracts';
import type { RecordStore } from '../store/record-store.ts';
import type { RestoredRecord } from './restored-record.ts';
import { createWrite, type RestoredTimes, replaceWrite } from './restored-write.ts';

export interface RestoreOptions extends Omit<RestoredTimes, 'nowMs'> {
  readonly store: RecordStore;
  readonly randomToken: () => string;
  readonly epochMs: () => number;
  /** How many records one write takes. */
  readonly batchSize?: number;
  /** Hears how many records each write wrote. */
  readonly onWritten?: (records: number) => void;
}

export interface Restored {
  readonly written: number;
  /** What already had its end. */
  readonly kept: number;
}

type Batch = Map<string, RestoredRecord>;

const DEFAULT_BATCH_SIZE = 500;
/** While the store works on some, the next are made ready. */
const BATCHES_IN_FLIGHT = 4;

/**
 * Writes the records that published outcomes prove, given in their order: a verdict over anything but a
 * verdict, a hold or an attempt only where nothing stands. Work may go on meanwhile. Running it again changes
 * nothing but the life of settled records, which is at least `restoredTtlMs` afterwards.
 *
 * Rejects when the store does; begin again then.
 */
export async function restoreRecords(
  pages: AsyncIterable<readonly RestoredRecord[]> | Iterable<readonly RestoredRecord[]>,
  options: RestoreOptions,
): Promise<Restored> {
  const { batchSize = DEFAULT_BATCH_SIZE, onWritten } = options;
  const gathered = new Map<AccountId, Batch>();
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let written = 0;
  let sent = 0;

  // Several at once over one connection: they arrive in order, and what each does it does by comparing.
  async function send(accountId: AccountId, batch: Batch): Promise<void> {
    while (inFlight.size >= BATCHES_IN_FLIGHT) await Promise.race(inFlight);
    if (failures.length > 0) throw failures[0];
    const work = restoreBatch(accountId, [...batch.values()], options)
      .then((records) => {
        written += records;
        onWritten?.(records);
      })
      .catch((error: unknown) => void failures.push(error))
      .finally(() => inFlight.delete(work));
    inFlight.add(work);
    sent += batch.size;
  }

  for await (const page of pages) {
    for (const record of page) {
      const batch = gathered.get(record.accountId) ?? new Map<string, RestoredRecord>();
      gathered.set(record.accountId, batch);
      batch.set(record.clientOrderId, stronger(batch.get(record.clientOrderId), record));
      if (batch.size < batchSize) continue;
      gathered.delete(record.accountId);
      await send(record.accountId, batch);
    }
  }
  for (const [accountId, batch] of gathered) await send(accountId, batch);
  await Promise.all(inFlight);
  if (failures.length > 0) throw failures[0];
  return { written, kept: sent - written };
}

const STRENGTH = { attempt: 0, hold: 1, verdict: 2 };

/** Of two proofs of one order the one that ends it; of two alike the first. */
function stronger(earlier: RestoredRecord | undefined, later: RestoredRecord): RestoredRecord {
  if (earlier === undefined) return later;
  return STRENGTH[later.proof.kind] > STRENGTH[earlier.proof.kind] ? later : earlier;
}

async function restoreBatch(
  accountId: AccountId,
  records: readonly RestoredRecord[],
  { store, randomToken, epochMs, ...rest }: RestoreOptions,
): Promise<number> {
  const times = { ...rest, nowMs: epochMs() };
  const token = randomToken();
  const creates = records.map((record) => createWrite(record, token, times));
  const { results } = await store.update(accountId, creates);
  const again = records.flatMap((record, at) => {
    const [result, create] = [results[at], creates[at]];
    if (result?.kind !== 'stands' || create === undefined) return [];
    return replaceWrite(result.value, record, create, times) ?? [];
  });
  const done = results.filter(({ kind }) => kind === 'done').length;
  if (again.length === 0) return done;
  // What changed in between got its end from its owner, or will be met by the same outcome again.
  const replaced = await store.update(accountId, again);
  return done + replaced.results.filter(({ kind }) => kind === 'done').length;
}
