import type { FoldedBatch } from './fold-batch.ts';
import type { PartitionState } from './partition-state.ts';
import { type Progress, progressFields } from './progress.ts';
import { encodeOrder, encodePosition } from './records.ts';
import { RedisChanges } from './redis-changes.ts';

/** What must be written of a folded batch: the offset last, behind all that it stands for. */
export function writeBatch(
  state: PartitionState,
  folded: FoldedBatch,
  progress: Progress,
): RedisChanges {
  const changes = new RedisChanges();
  changes.add('HSET', 'outcomes', folded.outcomes);
  changes.add('HSET', 'moves', folded.moves);
  changes.add('HSET', 'strangers', folded.strangers);
  changes.add('HSET', 'positions', positionWords(state));
  writeOrders(state, folded, changes);
  changes.add('TELL', 'events', folded.events);
  changes.add('HSET', 'progress', progressFields(progress));
  return changes;
}

function positionWords(state: PartitionState): string[] {
  return [...state.changes.positions.keys()].flatMap((instrument) => {
    const record = state.positionRecord(instrument);
    return record === undefined ? [] : [instrument, encodePosition(record)];
  });
}

function writeOrders(state: PartitionState, { heard }: FoldedBatch, changes: RedisChanges): void {
  const { orders, chains } = state.changes;
  const keys = new Set([...heard, ...orders.keys(), ...chains]);
  const words: string[] = [];
  for (const key of keys) words.push(key, encodeOrder(state.recordOf(key)));
  changes.add('HSET', 'orders', words);
  // The first order of a chain holds what was counted of all of it: it is needed for as long as one of them is live.
  const firsts = Array.from(keys, (key) => state.book.chains.firstOf(key));
  const began: (string | number)[] = [];
  const over: string[] = [];
  const ended: string[] = [];
  const needed: string[] = [];
  for (const key of new Set([...keys, ...firsts])) {
    const [wasLive, isLive] = [state.changes.wasLive(key, state.book), state.isLive(key)];
    if (isLive && !wasLive) began.push(0, key);
    if (wasLive && !isLive) over.push(key);
    if (!isLive && !state.hasLiveInChain(key)) ended.push(key);
    else if (!wasLive) needed.push(key);
  }
  changes.add('ZADD', 'live', began);
  changes.add('ZREM', 'live', over);
  changes.add('ZREM', 'ended', needed);
  changes.add('NOW', 'ended', ended);
}
