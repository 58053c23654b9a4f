import { committedFilter } from './committed-filter.ts';
import type { OffsetRange } from './decode-records.ts';
import { decodeRecords } from './decode-records.ts';
import type { DecodedRecord } from './decoded-record.ts';
import type { AbortedTransaction, FetchedPartition } from './fetch-answer.ts';
import { KafkaFailure } from './kafka-failure.ts';
import type { IncomingRecord } from './ports.ts';
import type { RecordBatch } from './record-batch.ts';
import { checkSum, recordBytes, wholeBatches } from './record-batch.ts';

/** What one answer brought of one partition; its records are not decoded yet. */
export interface PartitionAnswer {
  readonly topic: string;
  readonly partition: number;
  readonly range: OffsetRange;
  /** Behind everything that the answer holds: where the next question begins. */
  readonly next: bigint;
  readonly batches: readonly RecordBatch[];
  readonly abortedTransactions: readonly AbortedTransaction[];
}

/** @throws {KafkaFailure} `UNREADABLE` */
export function partitionAnswer(
  topic: string,
  { partition, bytes, abortedTransactions }: FetchedPartition,
  range: OffsetRange,
): PartitionAnswer {
  const batches = placed({ topic, partition, offset: range.from }, () => wholeBatches(bytes));
  const behind = (batches.at(-1)?.lastOffset ?? -1n) + 1n;
  const next = behind > range.from ? behind : range.from;
  return { topic, partition, range, next, batches, abortedTransactions };
}

// Enough that handing them over costs nothing each, few enough that they are dropped again while they are
// still in the processor's cache.
const RECORDS_AT_ONCE = 500;

/**
 * The records of an answer, some hundreds at a time, in order within each partition. They are decoded when
 * they are asked for. With `mayHold` the last ones of an answer may be none: a sign of life.
 *
 * @throws {KafkaFailure} `UNREADABLE`, naming the place
 */
export function* recordsOf(
  answers: readonly PartitionAnswer[],
  mayHold?: (bytes: Buffer) => boolean,
): Generator<readonly IncomingRecord[]> {
  let records: DecodedRecord[] = [];
  for (const { topic, partition, range, batches, abortedTransactions } of answers) {
    const isCommitted = committedFilter(abortedTransactions);
    for (const batch of batches) {
      if (range.until !== null && batch.baseOffset >= range.until) break;
      const place = { topic, partition, offset: batch.baseOffset };
      const counts = isCommitted(batch);
      const searched = counts && mayHold ? placed(place, () => recordBytes(batch)) : null;
      if (searched && mayHold && !mayHold(searched)) continue;
      // Also of what does not count: a bit that turned may have made a marker of a batch.
      placed(place, () => checkSum(batch));
      if (!counts) continue;
      const bytes = searched ?? placed(place, () => recordBytes(batch));
      placed(place, () => decodeRecords({ ...batch, topic, partition, bytes }, range, records));
      if (records.length < RECORDS_AT_ONCE) continue;
      yield records;
      records = [];
    }
  }
  if (records.length > 0 || mayHold) yield records;
}

interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** Names the place of what cannot be read. */
function placed<T>({ topic, partition, offset }: Place, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof KafkaFailure)) throw error;
    const text = `${topic}, partition ${partition}, the batch at offset ${offset}: ${error.text}`;
    throw new KafkaFailure(error.code, text, error);
  }
}
