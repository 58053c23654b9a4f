import type { Decimal } from '@orderonce/contracts';

/** A fill up to which, in the venue's order, all of an account are on the topic. */
export interface ReadUpTo {
  readonly fillId: string;
  readonly brokerOrderId: string;
  readonly cumQty: Decimal;
}

/**
 * Where one account's reading of fills stands, kept outside of the process. It only saves work: without it all that
 * the venue still has is read, and what is told already is not told again. It is believed only where the topic
 * shows that fill too, so a topic that was made anew is filled from the beginning.
 */
export interface FillPosition {
  /** Null: not known. Never rejects. */
  load(): Promise<ReadUpTo | null>;
  /** Never rejects: one that could not be kept is kept the next time. */
  save(position: ReadUpTo): Promise<void>;
}
