import type { Outcome, Problem } from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';

/** An outcome with its place on the log. */
export interface ReadOutcome {
  readonly outcome: Outcome;
  readonly position: RecordPosition;
  readonly headers: Readonly<Record<string, string>>;
  /** The log's time of the record, epoch milliseconds. */
  readonly logTimeMs: number;
}

/** A record that is no outcome; `problems` says why. */
export interface UnreadableRecord {
  readonly problems: readonly Problem[];
  readonly position: RecordPosition;
}

/** Outcomes of one partition, in the order of the log. Never without any record. */
export interface OutcomeBatch {
  readonly topic: string;
  readonly partition: number;
  /** Where the reader's store must stand for this batch to count; null while it has kept nothing. */
  readonly fromOffset: string | null;
  /** Where the partition goes on after this batch: what the store keeps together with the effect. */
  readonly nextOffset: string;
  /** Repeats included: an event may stand on the log twice, with the same `outcomeId`. */
  readonly outcomes: readonly ReadOutcome[];
  /** Shown and not hidden; the partition goes on behind them all the same. */
  readonly unreadable: readonly UnreadableRecord[];
}
