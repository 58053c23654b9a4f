import { followBroker } from './follow-broker.ts';
import { errorText } from './kafka-failure.ts';
import type { LogSink } from './log-sink.ts';
import type { IncomingRecord } from './ports.ts';
import type { ReadTopicOptions } from './read-topic.ts';
import { delay, systemScheduler } from './scheduler.ts';
import type { TopicCluster } from './topic-cluster.ts';
import { lastingFailure } from './topic-interruption.ts';
import type { TopicProgress } from './topic-progress.ts';
import { topicProgress } from './topic-progress.ts';
import { topicStart } from './topic-start.ts';

export interface TopicReaderOptions
  extends Pick<ReadTopicOptions, 'topic' | 'from' | 'until' | 'mayHold'> {
  readonly maxWaitMs: number;
  readonly cluster: TopicCluster;
  readonly log: LogSink;
  /** Ends the reader within one fetch. */
  readonly stop: AbortSignal;
  /** The records of an answer, decoded when they are taken. The reader goes on when this resolves. */
  onRecords(records: Iterable<readonly IncomingRecord[]>): Promise<void>;
  /** Once, after the records that stood there at the start. */
  onCaughtUp(): Promise<void>;
  /** After the records of an answer that reached the end of every partition, with the moment of the question. */
  onCurrent?(askedMonotonicMs: number): Promise<void>;
}

const PAUSE_MS = 200;

/** Reads until stopped or, unless it follows, as far as asked; through outages and moving leaders. */
export async function runTopicReader(options: TopicReaderOptions): Promise<void> {
  const { cluster, stop } = options;
  await persist(options, () => cluster.connect());
  const start = await persist(options, () => topicStart(cluster, options));
  if (start === undefined) return;
  const progress = topicProgress(options, start);
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

/** One loop a broker, until one of them fails, all of them came to their ends or all are stopped. */
async function readRound(options: TopicReaderOptions, progress: TopicProgress): Promise<void> {
  const round = new AbortController();
  const endRound = () => round.abort();
  options.stop.addEventListener('abort', endRound);
  try {
    const loops = Array.from(options.cluster.leaders(), ([nodeId, partitions]) =>
      followBroker(options, progress, { nodeId, partitions }, round.signal).catch(
        (error: unknown) => {
          endRound();
          throw error;
        },
      ),
    );
    // Whoever follows no partition at all waits like everyone else.
    if (loops.length === 0) await delay(systemScheduler, options.maxWaitMs);
    for (const loop of await Promise.allSettled(loops))
      if (loop.status === 'rejected') throw loop.reason;
  } finally {
    options.stop.removeEventListener('abort', endRound);
  }
}
