import { committedMessages } from './committed-messages.ts';
import { incomingRecord } from './incoming-record.ts';
import { errorText } from './kafka-failure.ts';
import type { LogSink } from './log-sink.ts';
import type { IncomingRecord } from './ports.ts';
import type { ReadTopicOptions } from './read-topic.ts';
import { delay, systemScheduler } from './scheduler.ts';
import type { FetchedPartition, Offsets, TopicCluster } from './topic-cluster.ts';
import { lastingFailure } from './topic-interruption.ts';

export interface TopicReaderOptions {
  readonly topic: string;
  readonly from: ReadTopicOptions['from'];
  readonly until: ReadTopicOptions['until'];
  readonly maxWaitMs: number;
  readonly cluster: TopicCluster;
  readonly log: LogSink;
  /** Ends the reader within one fetch. */
  readonly stop: AbortSignal;
  /** The reader goes on when this resolves. */
  onRecords(records: readonly IncomingRecord[]): Promise<void>;
  /** Once, after the records that stood there at the start. */
  onCaughtUp(): Promise<void>;
  /** After the records of an answer that reached the end of every partition, with the moment of the question. */
  onCurrent?(askedMonotonicMs: number): Promise<void>;
}

const PAUSE_MS = 200;
const PARTITION_BYTES = 1024 * 1024;

/** Reads until stopped or, unless it follows, as far as asked; through outages and moving leaders. */
export async function runTopicReader(options: TopicReaderOptions): Promise<void> {
  const { cluster, stop } = options;
  await persist(options, () => cluster.connect());
  const start = await persist(options, () => startOf(options));
  if (start === undefined) return;
  const progress = createProgress(options, start);
  await progress.note([], systemScheduler.monotonicMs());
  while (!stop.aborted && progress.isOpen()) {
    await persist(options, () => readRound(options, progress));
    if (!stop.aborted) await cluster.refresh().catch(() => {});
  }
}

/** Repeats `work` while the cluster is away; undefined when stopped meanwhile. */
async function persist<T>(
  { stop, log, topic, cluster }: TopicReaderOptions,
  work: () => Promise<T>,
): Promise<T | undefined> {
  while (!stop.aborted) {
    try {
      return await work();
    } catch (error) {
      if (stop.aborted) return undefined;
      const failure = lastingFailure(topic, error);
      if (failure) throw failure;
      log('warn', 'reading was interrupted, trying again', { topic, error: errorText(error) });
      await delay(systemScheduler, PAUSE_MS);
      // A partition may be led by another broker by now.
      await cluster.refresh().catch(() => {});
    }
  }
  return undefined;
}

interface Start {
  readonly positions: Map<number, bigint>;
  /** After the last record that stood there or is asked for, a partition. */
  readonly end: Offsets;
}

async function startOf({ cluster, from, until }: TopicReaderOptions): Promise<Start> {
  // First of all: a record that arrives between the two questions must lie behind this end, or reading from
  // a moment would begin behind the record.
  //
  //     no record since the moment → the record arrives → where is the end? behind it: lost
  const stood = await cluster.offsetsAt('end');
  const end = typeof until === 'string' ? stood : earlier(stood, until.offsets);
  if (typeof from === 'string' || 'timestampMs' in from)
    return { end, positions: new Map([...stood, ...(await cluster.offsetsAt(from))]) };
  const positions = new Map(await cluster.offsetsAt('beginning'));
  for (const [partition, offset] of from.offsets)
    if (positions.has(partition)) positions.set(partition, BigInt(offset));
  return { end, positions };
}

function earlier(stood: Offsets, asked: ReadonlyMap<number, string>): Offsets {
  return new Map(
    Array.from(stood, ([partition, end]) => {
      const limit = BigInt(asked.get(partition) ?? end);
      return [partition, limit < end ? limit : end];
    }),
  );
}

interface Progress {
  readonly positions: Map<number, bigint>;
  /** Where reading ends, a partition; null when it follows. */
  readonly limits: Offsets | null;
  /** Whether there is more to read, of one partition or at all. */
  isOpen(partition?: number): boolean;
  /** Takes note of an answer that was handed on, and of when it was asked for. */
  note(fetched: readonly FetchedPartition[], askedMs: number): Promise<void>;
}

function createProgress(
  { until, onCaughtUp, onCurrent }: TopicReaderOptions,
  { positions, end }: Start,
): Progress {
  const behind = new Map(end);
  let isCaughtUp = false;
  const currentAsOfMs = new Map([...end.keys()].map((partition) => [partition, -Infinity]));

  /** An answer is as old as its question: what was written after it may be missing in the answer. */
  async function noteCurrent(fetched: readonly FetchedPartition[], askedMs: number) {
    if (onCurrent === undefined) return;
    const nothingThere = fetched.every(({ messages }) => messages.length === 0);
    for (const { partition, lastStableOffset } of fetched)
      if (nothingThere || (positions.get(partition) ?? 0n) >= BigInt(lastStableOffset))
        currentAsOfMs.set(partition, askedMs);
    const oldestMs = Math.min(...currentAsOfMs.values());
    if (oldestMs > -Infinity) await onCurrent(oldestMs);
  }

  return {
    positions,
    limits: until === 'follow' ? null : end,
    isOpen(partition) {
      if (until === 'follow') return true;
      return partition === undefined ? behind.size > 0 : behind.has(partition);
    },
    async note(fetched, askedMs) {
      if (fetched.length > 0) await noteCurrent(fetched, askedMs);
      if (isCaughtUp) return;
      for (const [partition, at] of behind)
        if ((positions.get(partition) ?? 0n) >= at) behind.delete(partition);
      // The broker answers with nothing only when no partition of the request has anything to read. If it
      // also says that it could read as far as the end, then what lay before the end is gone, compacted.
      if (fetched.every(({ messages }) => messages.length === 0))
        for (const { partition, lastStableOffset } of fetched)
          if (BigInt(lastStableOffset) >= (behind.get(partition) ?? 0n)) behind.delete(partition);
      if (behind.size > 0) return;
      isCaughtUp = true;
      await onCaughtUp();
    },
  };
}

/** One fetch loop a broker, until one of them fails or all are stopped. */
async function readRound(options: TopicReaderOptions, progress: Progress): Promise<void> {
  const round = new AbortController();
  const endRound = () => round.abort();
  options.stop.addEventListener('abort', endRound);
  try {
    const loops = Array.from(options.cluster.leaders(), ([nodeId, partitions]) =>
      followBroker(options, progress, nodeId, partitions, round.signal).catch((error: unknown) => {
        endRound();
        throw error;
      }),
    );
    for (const loop of await Promise.allSettled(loops))
      if (loop.status === 'rejected') throw loop.reason;
  } finally {
    options.stop.removeEventListener('abort', endRound);
  }
}

async function followBroker(
  { topic, cluster, onRecords, maxWaitMs }: TopicReaderOptions,
  { positions, limits, isOpen, note }: Progress,
  nodeId: string,
  partitions: readonly number[],
  round: AbortSignal,
): Promise<void> {
  while (!round.aborted) {
    const open = partitions.filter(isOpen);
    if (open.length === 0) return;
    const from = new Map(open.map((partition) => [partition, positions.get(partition) ?? 0n]));
    const startedMs = systemScheduler.monotonicMs();
    const fetched = await cluster.fetch(nodeId, from, {
      maxWaitMs,
      partitionBytes: PARTITION_BYTES,
    });
    if (round.aborted) return;
    const records = toRecords(topic, positions, limits, fetched);
    if (records.length > 0) await onRecords(records);
    await note(fetched, startedMs);
    const tookMs = systemScheduler.monotonicMs() - startedMs;
    // An answer without records should have taken the whole wait; one that comes at once must not spin.
    const leastMs = 0.8 * maxWaitMs;
    if (records.length === 0 && tookMs < leastMs) await delay(systemScheduler, leastMs - tookMs);
  }
}

/** Turns an answer into records and moves the positions behind it. */
function toRecords(
  topic: string,
  positions: Map<number, bigint>,
  limits: Offsets | null,
  fetched: readonly FetchedPartition[],
): IncomingRecord[] {
  const records: IncomingRecord[] = [];
  for (const answer of fetched) {
    const position = positions.get(answer.partition) ?? 0n;
    const last = answer.messages.at(-1);
    if (last === undefined || BigInt(last.offset) < position) continue;
    // The broker answers with whole batches, so the first records may lie before what was asked for.
    const first = Number(position);
    const limit = Number(limits?.get(answer.partition) ?? Infinity);
    for (const message of committedMessages(answer))
      if (Number(message.offset) >= first && Number(message.offset) < limit)
        records.push(incomingRecord(topic, answer.partition, message));
    positions.set(answer.partition, BigInt(last.offset) + 1n);
  }
  return records;
}
