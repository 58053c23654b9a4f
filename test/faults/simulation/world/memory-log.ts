import { type IncomingRecord, type OutgoingRecord, partitionFor } from '@orderonce/kafka';

const PARTITION_COUNT = 12;
/** After so many records one offset is left out, as transactions and compaction do. */
const RUN_LENGTH = 7;

/** A partitioned log in memory: append, read from an offset, and nothing else. */
export interface MemoryLog {
  readonly partitionCount: number;
  append(record: OutgoingRecord, logTimeMs: number): IncomingRecord;
  /** Up to `most` records at or after `offset`. */
  read(topic: string, partition: number, offset: number, most: number): readonly IncomingRecord[];
  /** All of a topic, partition after partition. */
  all(topic: string): readonly IncomingRecord[];
  /** How many records stand at or after `offset`. */
  countFrom(topic: string, partition: number, offset: number): number;
}

export function memoryLog(): MemoryLog {
  const topics = new Map<string, IncomingRecord[][]>();
  const partitionsOf = (topic: string) => {
    const known = topics.get(topic);
    if (known) return known;
    const partitions = Array.from({ length: PARTITION_COUNT }, (): IncomingRecord[] => []);
    topics.set(topic, partitions);
    return partitions;
  };
  const recordsOf = (topic: string, partition: number) => partitionsOf(topic)[partition] ?? [];

  return {
    partitionCount: PARTITION_COUNT,
    append({ topic, key, value, headers = {} }, logTimeMs) {
      const partition = key === null ? 0 : partitionFor(key, PARTITION_COUNT);
      const records = recordsOf(topic, partition);
      const record: IncomingRecord = {
        topic,
        partition,
        offset: String(offsetAt(records.length)),
        key: key === null ? null : Buffer.from(key),
        value: value === null ? null : Buffer.from(value),
        headers,
        logTimeMs,
      };
      records.push(record);
      return record;
    },
    read(topic, partition, offset, most) {
      const records = recordsOf(topic, partition);
      const first = firstIndexFrom(offset);
      return records.slice(first, first + most);
    },
    all: (topic) => partitionsOf(topic).flat(),
    countFrom: (topic, partition, offset) =>
      Math.max(0, recordsOf(topic, partition).length - firstIndexFrom(offset)),
  };
}

const offsetAt = (index: number) => index + Math.floor(index / RUN_LENGTH);

function firstIndexFrom(offset: number): number {
  let index = Math.max(0, Math.floor((offset * RUN_LENGTH) / (RUN_LENGTH + 1)) - 1);
  while (offsetAt(index) < offset) index += 1;
  return index;
}
