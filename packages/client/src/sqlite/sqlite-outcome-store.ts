import { DatabaseSync } from 'node:sqlite';
import { OUTCOMES_RETENTION_MS } from '@orderonce/contracts';
import type { OutcomeBatch, ReadOutcome, UnreadableRecord } from '../consume/outcome-batch.ts';
import type { OutcomeStore, Taken } from '../consume/outcome-store.ts';
import { openEventMemory } from './event-memory.ts';
import { openOffsets } from './offsets.ts';

export interface SqliteOutcomeStoreOptions {
  /** Made if it is not there. Instances that share partitions share the file, on one machine. */
  readonly file: string;
  /** Makes the reader's own tables: `CREATE TABLE IF NOT EXISTS …`. Each time the store is opened. */
  readonly prepare?: (database: DatabaseSync) => void;
  /**
   * The effect of an outcome on the reader's own tables, once for each event. It happens with the offset in
   * one transaction, which the store begins and ends; what it throws undoes the batch and ends the consumer.
   * It is not async: what it did later would be outside.
   */
  readonly onOutcome: (
    outcome: ReadOutcome['outcome'],
    database: DatabaseSync,
    read: ReadOutcome,
  ) => void;
  /** The same for a record that is no outcome. */
  readonly onUnreadable?: (record: UnreadableRecord, database: DatabaseSync) => void;
  /**
   * How long an event is remembered, by the log's time, so that its repeat is recognised: at least as long as
   * the topic keeps its records. Default: 37 days, the topic's 30 and the 7 that Kafka may be late to delete.
   */
  readonly rememberMs?: number;
}

export interface SqliteOutcomeStore extends OutcomeStore {
  /** To read from, between batches. */
  readonly database: DatabaseSync;
  /** After the consumer was stopped. */
  close(): void;
}

const KAFKA_LATE_MS = 7 * 24 * 60 * 60 * 1000;
/** How long a transaction of another process is waited for. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * A store in a SQLite file: offsets, the ids of events and the reader's own tables change in one transaction,
 * so that each event has its effect once, whatever dies and however often it stands on the log.
 */
export function sqliteOutcomeStore(options: SqliteOutcomeStoreOptions): SqliteOutcomeStore {
  const { file, prepare, onOutcome, onUnreadable } = options;
  const { rememberMs = OUTCOMES_RETENTION_MS + KAFKA_LATE_MS } = options;
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  database.exec('PRAGMA journal_mode = WAL');
  // A power cut may undo the last transactions, each as a whole: they are read from the log again.
  database.exec('PRAGMA synchronous = NORMAL');
  const offsets = openOffsets(database);
  const memory = openEventMemory(database, rememberMs);
  prepare?.(database);

  function keep(batch: OutcomeBatch): Taken {
    const { topic, partition, fromOffset, nextOffset } = batch;
    if (offsets.of(partition, topic) !== fromOffset) return 'superseded';
    for (const read of batch.outcomes)
      if (memory.isNew(read)) mustBeDone(onOutcome(read.outcome, database, read));
    for (const record of batch.unreadable) mustBeDone(onUnreadable?.(record, database));
    memory.forgetOld(batch);
    offsets.put(partition, topic, nextOffset);
    return 'done';
  }

  return {
    database,
    resume: async (partition) => offsets.of(partition),
    take: async (batch) => inTransaction(database, () => keep(batch)),
    close: () => database.close(),
  };
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  // The write lock first: between reading the offset and writing it nobody else may.
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** TypeScript lets an async function pass for one that returns nothing. */
function mustBeDone(result: unknown): void {
  if (result instanceof Promise) {
    result.catch(() => {});
    throw new TypeError(
      'an effect must not be async: what it does later is outside the transaction',
    );
  }
}
