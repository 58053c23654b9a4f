import type { IncomingRecord } from '@orderonce/kafka';
import type { System } from '../command-line/command-context.ts';
import { CommandFailure } from '../command-line/command-failure.ts';
import type { ShowProgress } from '../command-line/progress.ts';
import { type LogRange, logRange, readRange } from '../kafka/log-range.ts';
import { orderIdsIn } from '../trace/order-ids-in.ts';
import { fingerprint } from './fingerprint.ts';
import {
  INTENTS,
  type IndexedTopic,
  type IndexProgress,
  type Mention,
  type OrderIndex,
  OUTCOMES,
} from './order-index.ts';
import { isSameTopic } from './same-topic.ts';

const CHUNK_MENTIONS = 50_000;

export interface BuildOptions {
  readonly progress: ShowProgress;
  /** Hears that a topic was made anew, so that its part of the index begins from nothing. */
  readonly onMadeAnew: (topic: string) => void;
  /** So many mentions are written at once; what is not written when the command is killed is read again. */
  readonly chunkMentions?: number;
}

type WritableIndex = Pick<OrderIndex, 'progress' | 'add' | 'clear' | 'prune'>;

export interface Built {
  /** Records read. */
  readonly records: number;
}

/** Brings an index up to what stood on the two topics when it began, and forgets what they lost. */
export async function buildIndex(
  index: WritableIndex,
  system: Pick<System, 'connection' | 'topics'>,
  options: BuildOptions,
): Promise<Built> {
  const { intents, outcomes } = system.topics;
  const topics = [
    [INTENTS, intents],
    [OUTCOMES, outcomes],
  ] as const;
  let records = 0;
  for (const [topic, name] of topics) {
    const range = await logRange(system.connection, name);
    if (!(await isSameTopic(system.connection, range, index.progress(topic)))) {
      options.onMadeAnew(name);
      index.clear(topic);
    }
    prune(index, topic, range);
    records += await catchUp(index, topic, range, system, options);
  }
  return { records };
}

function prune(index: WritableIndex, topic: IndexedTopic, { begin }: LogRange): void {
  const known = index.progress(topic);
  const moved = [...begin].flatMap(([partition, at]) => {
    const before = known.get(partition)?.begin;
    return before !== undefined && Number(at) > before ? [[partition, Number(at)] as const] : [];
  });
  if (moved.length > 0) index.prune(topic, new Map(moved));
}

/**
 * Reads a topic on from where its index ends.
 *
 * @returns how many records it read
 * @throws {CommandFailure} `REFUSED` when another command moves the same index on
 */
export async function catchUp(
  index: WritableIndex,
  topic: IndexedTopic,
  range: LogRange,
  { connection }: Pick<System, 'connection'>,
  { progress, chunkMentions = CHUNK_MENTIONS }: Omit<BuildOptions, 'onMadeAnew'>,
): Promise<number> {
  let written = index.progress(topic);
  const reached = new Map(
    Array.from(range.begin, ([partition, begin]): [number, IndexProgress] => {
      const { next = 0, last = null } = written.get(partition) ?? {};
      return [partition, { begin: Number(begin), next: Math.max(next, Number(begin)), last }];
    }),
  );
  let mentions: Mention[] = [];
  const lasts = new Map<number, IncomingRecord>();
  const write = () => {
    for (const [partition, record] of lasts) moveTo(reached, partition, record);
    lasts.clear();
    if (!index.add(topic, mentions, written, reached))
      throw new CommandFailure('REFUSED', 'another command is building this index');
    mentions = [];
    written = new Map(reached);
  };

  const left = {
    ...range,
    begin: new Map(Array.from(reached, ([partition, { next }]) => [partition, String(next)])),
  };
  let records = 0;
  for await (const batch of readRange(connection, left, progress))
    for (const record of batch) {
      const { partition, value } = record;
      if (value !== null) {
        const offset = Number(record.offset);
        for (const id of orderIdsIn(value)) mentions.push({ id, partition, offset });
      }
      lasts.set(partition, record);
      records += 1;
      if (mentions.length >= chunkMentions) write();
    }
  for (const [partition, record] of lasts) moveTo(reached, partition, record);
  for (const [partition, end] of range.end) moveToEnd(reached, partition, Number(end));
  lasts.clear();
  write();
  return records;
}

function moveTo(
  reached: Map<number, IndexProgress>,
  partition: number,
  record: IncomingRecord,
): void {
  const offset = Number(record.offset);
  const begin = reached.get(partition)?.begin ?? 0;
  const last = { offset, fingerprint: fingerprint(record) };
  reached.set(partition, { begin, next: offset + 1, last });
}

/** Behind the last record there may be places that hold none. */
function moveToEnd(reached: Map<number, IndexProgress>, partition: number, end: number): void {
  const at = reached.get(partition);
  if (at !== undefined && at.next < end) reached.set(partition, { ...at, next: end });
}
