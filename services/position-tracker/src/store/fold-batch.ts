import type { OutcomeBatch, ReadOutcome } from '@orderonce/client';
import type { Outcome } from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';
import {
  type BookChange,
  type FoldAlarm,
  keptOutcome,
  type OrderState,
} from '@orderonce/positions';
import { type PartitionState, recordKeyOf } from './partition-state.ts';
import { addCounts, type Counts, NO_COUNTS, type Progress } from './progress.ts';
import { encodePosition } from './records.ts';
import type { RedisChanges } from './redis-changes.ts';
import { writeBatch } from './write-batch.ts';

/** How much is kept for showing. Nothing that counts depends on it. */
export interface KeepLimits {
  readonly outcomesPerOrder: number;
  readonly outcomesPerPosition: number;
  /** Of each partition. */
  readonly events: number;
}

export interface RaisedAlarm {
  readonly read: ReadOutcome;
  readonly alarm: FoldAlarm;
  readonly order: OrderState | null;
}

/** What came of a batch. None of it counts before it is written. */
export interface BatchEffect {
  readonly progress: Progress;
  readonly changes: RedisChanges;
  readonly counts: Counts;
  /** Outcomes that changed their order, with the order after them. */
  readonly changed: readonly { readonly read: ReadOutcome; readonly order: OrderState }[];
  readonly alarms: readonly RaisedAlarm[];
}

/** What is gathered while a batch is folded. */
export class FoldedBatch {
  readonly counts: { -readonly [name in keyof Counts]: number } = { ...NO_COUNTS };
  readonly changed: { read: ReadOutcome; order: OrderState }[] = [];
  readonly alarms: RaisedAlarm[] = [];
  /** Orders of which an outcome was heard for the first time. */
  readonly heard = new Set<string>();
  /** Fields and values of the hashes that keep outcomes. */
  readonly outcomes: string[] = [];
  readonly moves: string[] = [];
  readonly strangers: string[] = [];
  /** Ids and data of the changes to tell. */
  readonly events: string[] = [];
}

/** Folds a batch into the state, which holds every order that the batch needs, and says what must be written. */
export function foldBatch(
  state: PartitionState,
  batch: OutcomeBatch,
  limits: KeepLimits,
): BatchEffect {
  state.changes.clear();
  const folded = new FoldedBatch();
  folded.counts.malformed = batch.unreadable.length;
  for (const read of batch.outcomes) take(state, read, folded, limits);
  const { counts, changed, alarms } = folded;
  const { nextOffset } = batch;
  const hash = state.changes.hashAfter(state.progress.hash, state.book);
  const incompleteFrom = state.progress.incompleteFrom ?? goneBefore(batch);
  const lastEvent = folded.events.at(-2) ?? state.progress.lastEvent;
  const progress = {
    ...addCounts(state.progress, counts),
    nextOffset,
    hash,
    ...(incompleteFrom !== undefined && { incompleteFrom }),
    ...(lastEvent !== undefined && { lastEvent }),
  };
  const changes = writeBatch(state, folded, progress);
  return { progress, changes, counts, changed, alarms };
}

function take(state: PartitionState, read: ReadOutcome, folded: FoldedBatch, limits: KeepLimits) {
  const { outcome, position } = read;
  const before = state.exposuresOf(outcome);
  // Folded even when the id is known: a second verdict or a second order hides behind a repeated id.
  const taken = state.book.take(outcome);
  const { key, order, alarm, isChange, isPositionChange } = taken;
  const text = JSON.stringify(keptOutcome(outcome, position));
  const kept = hear(state, outcome, text, folded, limits);
  if (alarm !== undefined) {
    folded.counts.alarms += 1;
    folded.alarms.push({ read, alarm, order });
  }
  if (key === null || !isChange) return;
  if (order !== null) folded.changed.push({ read, order });
  // One that was there before can change something all the same; it is not kept twice.
  const told = kept ?? text;
  noteMove(state, taken, position, told, folded, limits);
  const after = state.positionRecord(key.instrument);
  if (after && (isPositionChange || after.exposures !== before))
    folded.events.push(eventId(position.offset), `${told}\n${encodePosition(after)}`);
  if (outcome.execType === 'EXTERNAL' && outcome.clientOrderId !== undefined)
    folded.strangers.push(outcome.clientOrderId, key.order);
}

/**
 * Keeps the outcome with its order, unless its id was there before.
 *
 * @returns where it is kept; undefined: it is not
 */
function hear(
  state: PartitionState,
  outcome: Outcome,
  text: string,
  { counts, heard, outcomes }: FoldedBatch,
  { outcomesPerOrder }: KeepLimits,
): string | undefined {
  const { outcomeId, clientOrderId } = outcome;
  const key = recordKeyOf(outcome);
  const { seen, outcomeCount } = state.heardOf(key);
  const start = `${clientOrderId}/`;
  const name = outcomeId.startsWith(start) ? outcomeId.slice(start.length) : outcomeId;
  if (seen.includes(name)) {
    counts.duplicatesIgnored += 1;
    return undefined;
  }
  counts.outcomesApplied += 1;
  heard.add(key);
  const latest = seen.length < outcomesPerOrder ? seen : seen.slice(1);
  state.hear(key, { seen: [...latest, name], outcomeCount: outcomeCount + 1 });
  const field = `${key}/${outcomeCount % outcomesPerOrder}`;
  outcomes.push(field, text);
  return field;
}

function noteMove(
  state: PartitionState,
  { key, isPositionChange }: BookChange,
  { partition, offset }: RecordPosition,
  told: string,
  { moves }: FoldedBatch,
  { outcomesPerPosition }: KeepLimits,
): void {
  if (key === null) return;
  const moveCount = state.notes.get(key.instrument)?.moveCount ?? 0;
  if (isPositionChange) moves.push(`${key.instrument}/${moveCount % outcomesPerPosition}`, told);
  state.notes.set(key.instrument, {
    moveCount: isPositionChange ? moveCount + 1 : moveCount,
    changedAt: { partition, offset },
  });
}

/** No two changes of positions stem from one record, and the ids of a stream begin above zero. */
function eventId(offset: string): string {
  return `${BigInt(offset) + 1n}-0`;
}

/** The first record, when those before it are gone: there is nothing yet, and it is not the log's first. */
function goneBefore({ fromOffset, outcomes, unreadable }: OutcomeBatch): string | undefined {
  if (fromOffset !== null) return undefined;
  const offsets = [outcomes[0], unreadable[0]].flatMap((read) => read?.position.offset ?? []);
  const [first] = offsets.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return first === '0' ? undefined : first;
}
