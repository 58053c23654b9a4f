import { decodeOutcome } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import type { OutcomeBatch, ReadOutcome, UnreadableRecord } from './outcome-batch.ts';

/** Records by their partitions, in order within each. */
export function byPartition(records: readonly IncomingRecord[]): Map<number, IncomingRecord[]> {
  const partitions = new Map<number, IncomingRecord[]>();
  for (const record of records) {
    const others = partitions.get(record.partition);
    if (others) others.push(record);
    else partitions.set(record.partition, [record]);
  }
  return partitions;
}

/** One batch of `records`, which are of one partition, in order, and at least one. */
export function outcomeBatch(
  records: readonly [IncomingRecord, ...IncomingRecord[]],
  fromOffset: string | null,
): OutcomeBatch {
  const outcomes: ReadOutcome[] = [];
  const unreadable: UnreadableRecord[] = [];
  for (const { value, topic, partition, offset, headers, logTimeMs } of records) {
    const position = { topic, partition, offset };
    const decoded = decodeOutcome(value);
    if (decoded.ok) outcomes.push({ outcome: decoded.outcome, position, headers, logTimeMs });
    else unreadable.push({ problems: decoded.problems, position });
  }
  const { topic, partition, offset } = records.at(-1) ?? records[0];
  const nextOffset = String(BigInt(offset) + 1n);
  return { topic, partition, fromOffset, nextOffset, outcomes, unreadable };
}
