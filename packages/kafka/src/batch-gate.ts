import { errorText } from './kafka-failure.ts';
import type { LogSink } from './log-sink.ts';

/** Where the group stands on one partition, and where the log begins. */
export interface GroupPosition {
  /** Null: never committed, or reset. */
  readonly committed: bigint | null;
  readonly logStart: bigint;
}

export interface BatchGateOptions {
  /** Asks the brokers. */
  readonly positions: (
    partitions: readonly number[],
  ) => Promise<ReadonlyMap<number, GroupPosition>>;
  /** Makes the next fetch of the partition begin at `offset`. */
  readonly seek: (partition: number, offset: bigint) => void;
  /** Records that the group had not handled were deleted: those from `from` up to, not including, `to`. */
  readonly onRecordsGone: (partition: number, from: bigint, to: bigint) => void;
  readonly log: LogSink;
}

/**
 * Lets a batch pass only if nothing between it and what the group has handled can be missing.
 *
 * The first batch of a partition in an epoch must begin where the group stands. With several brokers
 * kafkajs rejoins inside one broker's fetch while another broker's older batch still waits:
 *
 *     epoch 5: offsets 100–199 at work, 200–299 fetched ──▶ rejoin ──▶ epoch 6: 200–299 comes first
 *
 * Taken as the start of epoch 6, its end would commit 300 over a hundred records at work.
 *
 * A later batch that begins further on than expected is a gap, which is harmless, or means that retention
 * was faster than we: kafkajs then goes on at the oldest record without a word.
 */
export interface BatchGate {
  /** A new epoch: every partition has to show its beginning again. */
  open(partitions: readonly number[]): void;
  /** False: the batch must not be taken; it will be fetched again. */
  admits(partition: number, fetchedOffset: bigint): Promise<boolean>;
  /** The batch was taken; the next one begins at `nextOffset` unless there is a gap. */
  passed(partition: number, nextOffset: bigint): void;
}

// A batch from before the rejoin is gone after one round of fetches. One that still does not begin where
// the group stands begins behind markers of transactions, which are never delivered.
const SUSPICIONS = 3;

export function createBatchGate(options: BatchGateOptions): BatchGate {
  const { log } = options;
  let epoch = 0;
  let expected = new Map<number, bigint>();
  let suspicions = new Map<number, number>();
  let asked: Promise<ReadonlyMap<number, GroupPosition> | null> = Promise.resolve(null);

  /** Null while the brokers cannot say. */
  async function ask(partitions: readonly number[]) {
    try {
      return await options.positions(partitions);
    } catch (error) {
      log('warn', 'the positions of the group are not known yet', { error: errorText(error) });
      return null;
    }
  }

  async function admitsFirst(partition: number, fetchedOffset: bigint): Promise<boolean> {
    const current = epoch;
    const before = suspicions.get(partition) ?? 0;
    // What was asked when the epoch began: kafkajs overwrites a commit that lies before the log's start.
    const known = before === 0 ? await asked : null;
    const position = (known ?? (await ask([partition])))?.get(partition);
    if (current !== epoch || !position) return false;
    const { committed, logStart } = position;
    const isGone = committed !== null && committed < logStart;
    const start = committed === null || isGone ? logStart : committed;
    if (before === 0 && isGone) options.onRecordsGone(partition, committed, logStart);
    if (fetchedOffset === start) return true;
    suspicions.set(partition, before + 1);
    if (before < SUSPICIONS) options.seek(partition, start);
    else
      log('warn', 'a partition does not begin where its group stands', {
        partition,
        fetchedOffset: String(fetchedOffset),
        start: String(start),
      });
    return before >= SUSPICIONS;
  }

  async function noteGap(partition: number, from: bigint) {
    const logStart = (await ask([partition]))?.get(partition)?.logStart ?? from;
    if (logStart > from) options.onRecordsGone(partition, from, logStart);
  }

  return {
    open(partitions) {
      epoch += 1;
      expected = new Map();
      suspicions = new Map();
      asked = ask(partitions);
    },
    async admits(partition, fetchedOffset) {
      const next = expected.get(partition);
      if (next === undefined) return admitsFirst(partition, fetchedOffset);
      if (fetchedOffset > next) await noteGap(partition, next);
      return true;
    },
    passed(partition, nextOffset) {
      expected.set(partition, nextOffset);
    },
  };
}
