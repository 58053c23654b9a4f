import type { IncomingRecord, KafkaConnection } from '@orderonce/kafka';
import type { ShowProgress } from '../command-line/progress.ts';
import type { LogRange } from '../kafka/log-range.ts';
import { readPatiently } from '../kafka/read-patiently.ts';
import { mayHoldOneOf } from './order-ids-in.ts';

export interface ScanOptions {
  /** What a record must hold, in its key or its value, to be given. */
  readonly texts: readonly string[];
  /** Only these; all of the range when left out. */
  readonly partitions?: readonly number[] | undefined;
  readonly progress: ShowProgress;
}

// Batches that hold nothing are not even decoded; now and then one is, to see how far the reading is.
const LOOK_EVERY = 32;

/**
 * The records of a stretch that hold one of the texts, or that only a closer look can tell; in order within each
 * partition, and with bytes of their own.
 *
 * @throws {CommandFailure} as `readPatiently` does
 */
export async function* scanRange(
  connection: KafkaConnection,
  { topic, begin, end }: LogRange,
  { texts, partitions, progress }: ScanOptions,
): AsyncGenerator<IncomingRecord> {
  const isWanted = (partition: number) => partitions?.includes(partition) ?? true;
  const at = new Map<number, number>();
  let total = 0;
  for (const [partition, to] of end) {
    const from = Number(begin.get(partition) ?? 0);
    if (!isWanted(partition) || Number(to) <= from) continue;
    at.set(partition, from);
    total += Number(to) - from;
  }
  if (at.size === 0) return;
  const left = new Map(at);
  const mayHold = mayHoldOneOf(texts);
  let batches = 0;
  using shown = progress(`searching ${topic}`);
  const reading = readPatiently(connection, {
    topic,
    from: { offsets: begin },
    until: { offsets: end },
    partitions: [...at.keys()],
    mayHold(bytes) {
      batches += 1;
      return batches % LOOK_EVERY === 0 || mayHold(bytes);
    },
  });
  for await (const batch of reading) {
    for (const record of batch) {
      left.set(record.partition, Number(record.offset));
      if (holds(record, mayHold)) yield owned(record);
    }
    let done = 0;
    for (const [partition, from] of at) done += (left.get(partition) ?? from) - from;
    shown.at(done, total);
  }
}

function holds({ key, value }: IncomingRecord, mayHold: (bytes: Buffer) => boolean): boolean {
  return (value !== null && mayHold(value)) || (key !== null && mayHold(key));
}

/** What is kept must not keep the whole answer of the broker alive. */
function owned(record: IncomingRecord): IncomingRecord {
  const { topic, partition, offset, key, value, headers, logTimeMs } = record;
  return {
    ...{ topic, partition, offset, headers, logTimeMs },
    key: key && Buffer.from(key),
    value: value && Buffer.from(value),
  };
}
