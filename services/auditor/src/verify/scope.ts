import type { KillScope, Resolution, TopicNames } from '@orderonce/contracts';
import type { FindingsOptions } from './findings.ts';

/** From an offset up to another one, that not included. */
export interface OffsetSpan {
  readonly begin: bigint;
  readonly end: bigint;
}

/** Whose records are judged; absent: everybody's. */
export interface Filter {
  readonly accountId?: string;
  readonly symbol?: string;
  readonly strategyId?: string;
}

/** While this switch was known to every executor. */
export interface KillPeriod {
  readonly changeId: string;
  readonly scope: KillScope;
  /** Log time of the last acknowledgement. */
  readonly acknowledgedMs: number;
  /** Log time of the resume; Infinity while there is none. */
  readonly resumedMs: number;
}

/** What a dead letter tells of the record that was set aside. */
export interface SetAside {
  readonly offset: string;
  readonly letterPartition: number;
  readonly letterOffset: string;
  readonly sha256: string | null;
  readonly reason: string;
}

/** A decision on the control topic. */
export interface Decision {
  readonly changeId: string;
  readonly decision: Resolution['decision'];
  readonly partition: number;
  readonly offset: string;
  /** An executor said that it carried it out, and that it was this decision that ended the hold. */
  readonly isDone: boolean;
}

/** All that judging one partition needs beside its records. Plain data: it may go to another thread. */
export interface PartitionScope extends FindingsOptions {
  readonly topics: TopicNames;
  readonly partition: number;
  readonly partitionCount: number;
  readonly intents: OffsetSpan;
  readonly outcomes: OffsetSpan;
  /** Intents were logged behind what is read of them; outcomes of those are nobody's business here. */
  readonly isCut: boolean;
  /** Up to here the executors' group has committed; null: it never did. */
  readonly committed: bigint | null;
  readonly filter: Filter;
  readonly kills: readonly KillPeriod[];
  /** By the offset that they name in this partition. */
  readonly letters: ReadonlyMap<string, SetAside>;
  /** By account and client order id, with a slash between. */
  readonly decisions: ReadonlyMap<string, readonly Decision[]>;
  /** Keep what is needed to compare with the venue. */
  readonly keepsOrders: boolean;
}
