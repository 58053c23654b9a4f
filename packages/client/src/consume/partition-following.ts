import { setTimeout as delay } from 'node:timers/promises';
import type { IncomingRecord, LogSink, TopicReading } from '@orderonce/kafka';
import { byPartition, outcomeBatch } from './outcome-batches.ts';
import type { OutcomeStore, Taken } from './outcome-store.ts';

/** Where each partition goes on; null: from its oldest record. */
export type Resumed = ReadonlyMap<number, string | null>;

export interface FollowingOptions {
  readonly partitions: ReadonlySet<number>;
  readonly store: OutcomeStore;
  /** Reads these partitions from there on, for ever. */
  readonly read: (from: Resumed, signal: AbortSignal) => TopicReading;
  readonly maxBatchRecords: number;
  /** Between being superseded and reading anew. */
  readonly pauseMs: number;
  readonly log: LogSink;
}

/** Partitions that are read into the store. */
export interface PartitionFollowing {
  isCaughtUp(): boolean;
  /** Ends when stopped; rejects when a reading or the store failed. No batch is being taken afterwards. */
  readonly ended: Promise<void>;
  /** Begins nothing more; the batches at hand are still taken. */
  stop(): void;
}

/** Reads partitions into the store, from where it stands; anew whenever it turns out to stand elsewhere. */
export function followPartitions(options: FollowingOptions): PartitionFollowing {
  const { partitions, store, read, maxBatchRecords, pauseMs, log } = options;
  const stopping = new AbortController();
  let isCaughtUp = partitions.size === 0;

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted && partitions.size > 0) {
      const places = [...partitions].map(
        async (partition) => [partition, await store.resume(partition)] as const,
      );
      const from = new Map(await allOf(places));
      const superseded = await readOn(from);
      isCaughtUp = false;
      if (superseded.length === 0) return;
      log('warn', 'another instance went on, reading anew', { partitions: superseded.join(',') });
      await delay(pauseMs, undefined, stopping).catch(() => {});
    }
  }

  /** The partitions that were superseded; none when stopped. */
  async function readOn(from: Resumed): Promise<readonly number[]> {
    const round = new AbortController();
    const reading = read(from, AbortSignal.any([stopping.signal, round.signal]));
    const positions = new Map(from);
    reading.caughtUp.then(
      () => {
        isCaughtUp = !round.signal.aborted;
      },
      () => {},
    );
    try {
      for await (const records of reading) {
        const parts = Array.from(byPartition(records), async ([partition, own]) =>
          (await takeAll(positions, partition, own)) === 'superseded' ? [partition] : [],
        );
        const superseded = (await allOf(parts)).flat();
        if (superseded.length > 0) return superseded;
      }
      return [];
    } finally {
      round.abort();
    }
  }

  async function takeAll(
    positions: Map<number, string | null>,
    partition: number,
    records: readonly IncomingRecord[],
  ): Promise<Taken> {
    for (let at = 0; at < records.length; at += maxBatchRecords) {
      const [first, ...others] = records.slice(at, at + maxBatchRecords);
      if (first === undefined || stopping.signal.aborted) break;
      const batch = outcomeBatch([first, ...others], positions.get(partition) ?? null);
      if ((await store.take(batch)) === 'superseded') return 'superseded';
      const [unreadable] = batch.unreadable;
      if (unreadable)
        log('error', 'records are no outcomes', {
          ...unreadable.position,
          count: batch.unreadable.length,
        });
      positions.set(partition, batch.nextOffset);
    }
    return 'done';
  }

  return { isCaughtUp: () => isCaughtUp, ended: follow(), stop: () => stopping.abort() };
}

/** As `Promise.all`, but nothing goes on any more when it rejects. */
async function allOf<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
