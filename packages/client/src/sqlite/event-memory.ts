import type { DatabaseSync } from 'node:sqlite';
import type { Outcome } from '@orderonce/contracts';
import type { OutcomeBatch, ReadOutcome } from '../consume/outcome-batch.ts';

/** The events that had their effect. */
export interface EventMemory {
  /** True the first time: from then on the event is remembered. */
  isNew(read: ReadOutcome): boolean;
  /** Forgets some of what is older than need be, at least as much as the batch can have added. */
  forgetOld(batch: OutcomeBatch): void;
}

/** @param rememberMs by the log's time, counted back from the newest record of a batch */
export function openEventMemory(database: DatabaseSync, rememberMs: number): EventMemory {
  // Places grow with time, so the oldest events are the first ones, without an index by time.
  database.exec(`CREATE TABLE IF NOT EXISTS orderonce_event (
    place INTEGER PRIMARY KEY, event TEXT NOT NULL UNIQUE, log_time_ms INTEGER NOT NULL)`);
  const insert = database.prepare(
    'INSERT OR IGNORE INTO orderonce_event (event, log_time_ms) VALUES (?, ?)',
  );
  const forget = database.prepare(`DELETE FROM orderonce_event WHERE log_time_ms < ? AND place IN
    (SELECT place FROM orderonce_event ORDER BY place LIMIT ?)`);
  return {
    isNew: ({ outcome, logTimeMs }) => insert.run(eventOf(outcome), logTimeMs).changes === 1,
    forgetOld({ outcomes }) {
      const newestMs = outcomes.at(-1)?.logTimeMs;
      if (newestMs !== undefined) forget.run(newestMs - rememberMs, 2 * outcomes.length);
    },
  };
}

/**
 * An event is named by its outcome id, within the instrument: a client order id that was sent elsewhere by
 * mistake is another order. The id comes first, as ids sort by time and so grow the index at few places.
 */
function eventOf({ outcomeId, accountId, symbol }: Outcome): string {
  return `${outcomeId} ${accountId ?? ''}:${symbol ?? ''}`;
}
