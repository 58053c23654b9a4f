import type { ClientOrderId, TopicNames } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import { type Message, readMessage } from './message.ts';
import { orderIdsIn } from './order-ids-in.ts';
import type { SeveralWanted } from './wanted.ts';

/** Finds what stands on the intents and outcomes topics about orders. */
export interface OrderRecords {
  /** The ids that begin so or belong to the trace, sorted. */
  idsLike(wanted: SeveralWanted): Promise<ClientOrderId[]>;
  /**
   * All records that name one of the orders, in order within each partition.
   *
   * @param near the partition of another order of the same instrument, where that is known
   */
  recordsOf(ids: readonly ClientOrderId[], near?: number): Promise<IncomingRecord[]>;
  /** Where it looked, a line each, for whoever doubts the answer. */
  readonly looked: readonly string[];
}

/** Whether a record names one of the orders, in its value or in its key. */
export function names(record: IncomingRecord, ids: ReadonlySet<ClientOrderId>): boolean {
  for (const bytes of [record.value, record.key])
    if (bytes !== null && orderIdsIn(bytes).some((id) => ids.has(id))) return true;
  return false;
}

/** What records say, those aside that are about no order. */
export function readMessages(records: readonly IncomingRecord[], topics: TopicNames): Message[] {
  return records.flatMap((record) => readMessage(record, topics) ?? []);
}
