import {
  type IncomingRecord,
  type KafkaConnection,
  KafkaFailure,
  type ReadTopicOptions,
  type TopicPlace,
  topicOffsets,
} from '@orderonce/kafka';
import type { ShowProgress } from '../command-line/progress.ts';
import { asCommandFailure, kafkaAway, PATIENCE_MS, readPatiently } from './read-patiently.ts';

/** A stretch of a topic as it stood at one moment: what is written later is not in it. */
export interface LogRange {
  readonly topic: string;
  /** A partition. */
  readonly begin: ReadonlyMap<number, string>;
  /** A partition: after the last record of the stretch. */
  readonly end: ReadonlyMap<number, string>;
  /** Whether the topic once held records before the oldest one that it holds now. */
  readonly isBeginningGone: boolean;
}

/** Where a stretch begins and ends: both by the log's own time, and both included. Left out: all there is. */
export interface RangeLimits {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** @throws {CommandFailure} as `readPatiently` does */
export async function logRange(
  connection: KafkaConnection,
  topic: string,
  { fromMs, toMs }: RangeLimits = {},
): Promise<LogRange> {
  const at = (place: TopicPlace) =>
    topicOffsets(connection, topic, place, { patienceMs: PATIENCE_MS }).catch((error: unknown) => {
      throw error instanceof KafkaFailure ? asCommandFailure(error, topic) : kafkaAway(topic);
    });
  const [oldest, since, end] = await Promise.all([
    at('beginning'),
    fromMs === undefined ? null : at({ timestampMs: fromMs }),
    at(toMs === undefined ? 'end' : { timestampMs: toMs + 1 }),
  ]);
  const begin = since ?? oldest;
  const isBeginningGone = [...oldest.values()].some((offset) => offset !== '0');
  return { topic, begin, end, isBeginningGone };
}

/** The batches of a stretch, in order within each partition, with a bar of how far it is. */
export async function* readRange(
  connection: KafkaConnection,
  { topic, begin, end }: LogRange,
  showProgress: ShowProgress,
  options: Pick<ReadTopicOptions, 'mayHold'> = {},
): AsyncGenerator<readonly IncomingRecord[]> {
  const left = [...end].filter(([partition, at]) => sizeOf(begin.get(partition), at) > 0);
  if (left.length === 0) return;
  const total = left.reduce((sum, [partition, at]) => sum + sizeOf(begin.get(partition), at), 0);
  let done = 0;
  using shown = showProgress(`reading ${topic}`);
  shown.at(0, total);
  const reading = readPatiently(connection, {
    ...options,
    topic,
    from: { offsets: begin },
    until: { offsets: end },
    partitions: left.map(([partition]) => partition),
  });
  for await (const batch of reading) {
    yield batch;
    done += batch.length;
    shown.at(done, total);
  }
}

export function onlyPartition(range: LogRange, partition: number): LogRange {
  const only = (offsets: ReadonlyMap<number, string>) =>
    new Map([...offsets].filter(([one]) => one === partition));
  return { ...range, begin: only(range.begin), end: only(range.end) };
}

/** For showing how far it is: offsets have gaps. */
export function sizeIn({ begin, end }: LogRange, partition: number): number {
  return sizeOf(begin.get(partition), end.get(partition) ?? '0');
}

function sizeOf(from = '0', to: string): number {
  return Math.max(0, Number(BigInt(to) - BigInt(from)));
}
