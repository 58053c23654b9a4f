import type { ControlRecord, Intent, Outcome } from '@orderonce/contracts';

/**
 * Everything that happened in one run, as witnesses outside the pipeline saw it: the venue's own ledger, the
 * topics, and the committed offsets. The judge reads nothing else, and never the pipeline's state.
 */
export interface History {
  readonly ledger: readonly LedgerEntry[];
  /** In the log's order for each partition. */
  readonly intents: readonly LoggedIntent[];
  readonly outcomes: readonly LoggedOutcome[];
  /** What people and executors said on the control topic, in its order. */
  readonly control: readonly LoggedControl[];
  /** Where on the intents topic each dead letter came from. */
  readonly deadLetters: readonly Place[];
  /** By partition of the intents topic: the first offset that is not committed. */
  readonly committedOffsets: ReadonlyMap<number, bigint>;
  /** When executors were killed, by the machine's wall clock. */
  readonly killsMs: readonly number[];
}

export interface Place {
  readonly partition: number;
  readonly offset: bigint;
}

export interface LoggedIntent extends Place {
  readonly logTimeMs: number;
  readonly intent: Intent;
}

export interface LoggedOutcome extends Place {
  readonly logTimeMs: number;
  readonly outcome: Outcome;
}

export interface LoggedControl {
  readonly logTimeMs: number;
  readonly record: ControlRecord;
}

/** One line of the venue's ledger; decimals are strings. */
export interface LedgerEntry {
  readonly seq: number;
  readonly atMs: number;
  readonly accountId: string;
  readonly kind: LedgerKind;
  readonly clientOrderId?: string;
  readonly brokerOrderId?: string;
  readonly symbol?: string;
  readonly side?: 'BUY' | 'SELL';
  readonly quantity?: string;
  readonly price?: string;
  readonly cumQty?: string;
  /** The body of a POST as it came, in one spelling. */
  readonly payload?: string;
  /** What was done to the request on purpose. */
  readonly fault?: string;
}

/** What the judge looks at; a ledger may tell more. */
export const JUDGED_KINDS = [
  'post',
  'accepted',
  'rejected',
  'refused-duplicate',
  'fill',
  'canceled',
] as const;
type LedgerKind = (typeof JUDGED_KINDS)[number] | 'other';

/** One broken promise, with what shows it. */
export interface Violation {
  /** The invariant's number in the list that the judge keeps. */
  readonly invariant: number;
  readonly text: string;
  readonly clientOrderId?: string;
}
