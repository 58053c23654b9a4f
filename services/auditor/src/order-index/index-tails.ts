import type { System } from '../command-line/command-context.ts';
import type { ShowProgress } from '../command-line/progress.ts';
import { type LogRange, logRange } from '../kafka/log-range.ts';
import { recordsIn } from '../trace/records-in.ts';
import { catchUp } from './build-index.ts';
import type { Tails } from './index-order-records.ts';
import { INTENTS, type OrderIndex, OUTCOMES } from './order-index.ts';
import { isSameTopic } from './same-topic.ts';

/** So many records are indexed in a moment. */
const SMALL_GAP = 50_000;

interface IndexTailsOptions {
  readonly progress: ShowProgress;
  /** A gap of no more than so many records is closed. */
  readonly smallGap?: number;
}

export type IndexedUpTo =
  /** `gap`: how many records the tails hold. */
  | { readonly kind: 'usable'; readonly tails: Tails; readonly gap: number }
  /** A topic was made anew since: what the index says is about another one. */
  | { readonly kind: 'stale'; readonly topic: string };

/**
 * Brings an index up to date where little is missing, and tells what it still lacks, which has to be read beside
 * it.
 */
export async function indexTails(
  index: OrderIndex,
  system: Pick<System, 'connection' | 'topics'>,
  { progress, smallGap = SMALL_GAP }: IndexTailsOptions,
): Promise<IndexedUpTo> {
  const { connection, topics } = system;
  const both = [
    { topic: INTENTS, name: topics.intents },
    { topic: OUTCOMES, name: topics.outcomes },
  ];
  const ranges = await Promise.all(
    both.map(async ({ topic, name }) => {
      const range = await logRange(connection, name);
      const isSame = await isSameTopic(connection, range, index.progress(topic));
      return { topic, range, isSame };
    }),
  );
  const stale = ranges.find(({ isSame }) => !isSame);
  if (stale !== undefined) return { kind: 'stale', topic: stale.range.topic };

  const tails: LogRange[] = [];
  let gap = 0;
  for (const { topic, range } of ranges) {
    const tail = tailOf(range, index, topic);
    const missing = recordsIn(tail);
    if (missing === 0) continue;
    if (missing <= smallGap && (await tryCatchUp())) continue;
    tails.push(tail);
    gap += missing;

    async function tryCatchUp(): Promise<boolean> {
      // Whatever keeps the file from being written, the records can be read all the same.
      return catchUp(index, topic, range, system, { progress }).then(
        () => true,
        () => false,
      );
    }
  }
  return { kind: 'usable', tails, gap };
}

/** What of a topic the index does not know. */
export function tailOf(range: LogRange, index: OrderIndex, topic: 0 | 1): LogRange {
  const progress = index.progress(topic);
  const begin = new Map(
    Array.from(range.begin, ([partition, oldest]) => {
      const next = progress.get(partition)?.next ?? 0;
      return [partition, String(Math.max(next, Number(oldest)))];
    }),
  );
  return { ...range, begin };
}
