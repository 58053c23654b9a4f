import { decodeOutcome } from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';
import { BookState, type FoldAlarm, stateHash } from '@orderonce/positions';
import type { CommandContext, System } from '../command-line/command-context.ts';
import { logRange, readRange } from '../kafka/log-range.ts';

/** What the outcomes up to a moment add up to. */
export interface FoldedOutcomes {
  readonly book: BookState;
  /** The same that a tracker has which took the same outcomes. */
  readonly stateHash: string;
  /** Records read. */
  readonly count: number;
  /** Records that no outcome could be read from; they count for nothing. */
  readonly unreadable: readonly RecordPosition[];
  readonly alarms: readonly (FoldAlarm & { readonly position: RecordPosition })[];
  /** The topic let its oldest records go: the positions are those of what is left. */
  readonly isBeginningGone: boolean;
}

/** Folds `orders.outcomes` from its beginning up to `asOfMs` of the log's time, that moment included. */
export async function foldOutcomes(
  { connection, topics }: System,
  progress: CommandContext['progress'],
  asOfMs: number | undefined,
): Promise<FoldedOutcomes> {
  const book = new BookState();
  const unreadable: RecordPosition[] = [];
  const alarms: FoldedOutcomes['alarms'][number][] = [];
  let count = 0;
  const range = await logRange(connection, topics.outcomes, { toMs: asOfMs });
  for await (const batch of readRange(connection, range, progress)) {
    count += batch.length;
    for (const { value, topic, partition, offset } of batch) {
      const decoded = decodeOutcome(value);
      const position = { topic, partition, offset };
      if (!decoded.ok) unreadable.push(position);
      else {
        const { alarm } = book.take(decoded.outcome);
        if (alarm !== undefined) alarms.push({ ...alarm, position });
      }
    }
  }
  const { isBeginningGone } = range;
  return { book, stateHash: hashOf(book), count, unreadable, alarms, isBeginningGone };
}

export function hashOf({ instruments, orders }: BookState): string {
  return stateHash(
    new Map(Array.from(instruments, ([key, { position }]) => [key, position])),
    new Map(Array.from(orders, ([key, { state }]) => [key, state])),
  );
}
