import { createBatchChannel } from './batch-channel.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import type { IncomingRecord } from './ports.ts';
import { topicCluster } from './topic-cluster.ts';
import { runTopicReader } from './topic-reader.ts';

export interface ReadTopicOptions {
  readonly topic: string;
  /**
   * Where to begin: at the oldest record there is, after the newest, at the first one whose log time is not
   * before `timestampMs`, or at an offset a partition. A partition not named begins at its oldest.
   */
  readonly from:
    | 'beginning'
    | 'end'
    | { readonly timestampMs: number }
    | { readonly offsets: ReadonlyMap<number, string> };
  /**
   * `end`: up to what stood there when reading began. `follow`: for ever. Offsets, a partition: up to there,
   * that record not included; never beyond the end, and a partition not named is read to its end.
   */
  readonly until: 'end' | 'follow' | { readonly offsets: ReadonlyMap<number, string> };
  /** Only these; all of them when left out. */
  readonly partitions?: readonly number[];
  /**
   * Asked with the uncompressed bytes of each batch of records before it is decoded: false skips the whole
   * batch, its checksum unseen, which is many times faster. What is not skipped must still be looked at, record
   * by record. With it the iteration also gives empty batches, so that whoever waits sees reading go on.
   * `bytes.includes` is fastest with something that begins with a rare character.
   */
  readonly mayHold?: (bytes: Buffer) => boolean;
  /** Ends the iteration without an error. */
  readonly signal?: AbortSignal;
  /**
   * Called when everything that stood on the topic at `asOfMonotonicMs` was taken from the iteration and the
   * next batch was asked for; several times a second while the cluster answers.
   */
  readonly onCurrent?: (asOfMonotonicMs: number) => void;
  /** How long the cluster may keep a question for which it has no records yet; 250 ms. A reading is no younger. */
  readonly maxWaitMs?: number;
}

/**
 * Batches of records, in order within each partition. Iterate once. Leaving the loop, by `break` or by an
 * error, closes the connection. Keys and values are views: copy what is kept for long.
 *
 * The iteration throws `KafkaFailure` `TOPIC_UNAVAILABLE` when the topic is not there, and `RECORDS_GONE`
 * when records were deleted before they could be read. A cluster that is away is waited for.
 */
export interface TopicReading extends AsyncIterable<readonly IncomingRecord[]> {
  /**
   * Resolves once everything that stood on the topic when reading began was taken from the iteration and
   * the next batch was asked for: whatever is computed from the records is then as new as that moment.
   */
  readonly caughtUp: Promise<void>;
}

const MAX_WAIT_MS = 250;
// Besides the one in the caller's hands, and the one that each broker is asked for.
const ANSWERS_READY = 1;

/** Reads a topic, outside of any consumer group. */
export function readTopic(connection: KafkaConnection, options: ReadTopicOptions): TopicReading {
  const caughtUp = Promise.withResolvers<void>();
  return {
    caughtUp: caughtUp.promise,
    [Symbol.asyncIterator]: () => iterate(connection, options, caughtUp.resolve),
  };
}

async function* iterate(
  connection: KafkaConnection,
  options: ReadTopicOptions,
  onCaughtUp: () => void,
): AsyncGenerator<readonly IncomingRecord[]> {
  const { topic, until, partitions, signal, onCurrent } = options;
  if (signal?.aborted) return;
  const channel = createBatchChannel<
    Iterable<readonly IncomingRecord[]> | 'caught-up' | { readonly currentAsOfMs: number }
  >(ANSWERS_READY);
  const stop = new AbortController();
  const halt = () => {
    stop.abort();
    channel.close();
  };
  signal?.addEventListener('abort', halt);
  const cluster = topicCluster(connection, topic, partitions);
  const reader = runTopicReader({
    maxWaitMs: MAX_WAIT_MS,
    ...options,
    cluster,
    log: connection.log,
    stop: stop.signal,
    onRecords: channel.give,
    onCaughtUp: () => channel.give('caught-up'),
    onCurrent: async (currentAsOfMs) => {
      if (onCurrent) await channel.give({ currentAsOfMs });
    },
  }).catch(channel.fail);
  try {
    for (let taken = await channel.take(); taken; taken = await channel.take()) {
      if (signal?.aborted) return;
      if (taken === 'caught-up') {
        onCaughtUp();
        if (until !== 'follow') return;
      } else if ('currentAsOfMs' in taken) onCurrent?.(taken.currentAsOfMs);
      else
        for (const records of taken) {
          yield records;
          if (signal?.aborted) return;
        }
    }
  } finally {
    signal?.removeEventListener('abort', halt);
    halt();
    await reader;
    await cluster.close();
  }
}
