import type { FoldedBatch, KeepLimits } from './fold-batch.ts';
import type { PartitionState } from './partition-state.ts';
import { type Progress, progressFields } from './progress.ts';
import { encodeRecord } from './records.ts';
import { RedisChanges } from './redis-changes.ts';

/** What must be written of a folded batch: the offset last, behind all that it stands for. */
export function writeBatch(
  state: PartitionState,
  folded: FoldedBatch,
  { progress, limits }: { readonly progress: Progress; readonly limits: KeepLimits },
): RedisChanges {
  const changes = new RedisChanges();
  changes.addAll('HSET', 'outcomes', folded.outcomes);
  changes.addAll('HSET', 'moves', folded.moves);
  changes.addAll('HSET', 'strangers', folded.strangers);
  changes.addAll('HSET', 'positions', positionWords(state));
  writeOrders(state, folded, changes);
  let last = state.progress.lastEvent;
  for (const { id, event } of folded.events) {
    // Each names the one before it, so that who reads on sees when there was another in between.
    const after = last === undefined ? [] : ['after', last];
    changes.add('XADD', 'events', [id, 'change', JSON.stringify(event), ...after]);
    last = id;
  }
  if (folded.events.length > 0) changes.add('XTRIM', 'events', ['MAXLEN', '~', limits.events]);
  changes.add('HSET', 'progress', progressFields(progress));
  return changes;
}

function positionWords(state: PartitionState): string[] {
  return [...state.changes.positions.keys()].flatMap((instrument) => {
    const record = state.positionRecord(instrument);
    return record === undefined ? [] : [instrument, encodeRecord(record)];
  });
}

function writeOrders(state: PartitionState, { heard }: FoldedBatch, changes: RedisChanges): void {
  const { orders, chains } = state.changes;
  const keys = new Set([...heard, ...orders.keys(), ...chains]);
  const words: string[] = [];
  for (const key of keys) words.push(key, encodeRecord(state.recordOf(key)));
  changes.addAll('HSET', 'orders', words);
  // The first order of a chain holds what was counted of all of it: it is needed for as long as one of them is live.
  for (const key of [...keys]) keys.add(state.book.chains.firstOf(key));
  const live: (string | number)[] = [];
  const ended: string[] = [];
  const needed: string[] = [];
  for (const key of keys) {
    const isLive = state.isLive(key);
    if (isLive) live.push(0, key);
    if (isLive || state.hasLiveInChain(key)) needed.push(key);
    else ended.push(key);
  }
  changes.addAll('ZADD', 'live', live);
  changes.addAll(
    'ZREM',
    'live',
    [...keys].filter((key) => !state.isLive(key)),
  );
  changes.addAll('ZREM', 'ended', needed);
  changes.addAll('ZADD-NOW', 'ended', ended);
}
