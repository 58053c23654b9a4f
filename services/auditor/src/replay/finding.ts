import type { RecordPosition } from '@orderonce/kafka';

/** What became of asking again for one thing that was recorded. */
export type Finding =
  /** The same code, with the facts on the topics, leads to what was recorded. */
  | { readonly kind: 'same' }
  /** What was recorded can be so, and the topics do not tell the fact that decided it. */
  | { readonly kind: 'recorded'; readonly why: RecordedWhy }
  /** What it takes to ask again is not on the topics any more, or was not read. */
  | { readonly kind: 'undecidable'; readonly why: UndecidableWhy }
  | { readonly kind: 'different'; readonly expected: string; readonly found: string };

export type RecordedWhy =
  | "the venue's answers do not say what order they showed"
  | 'order rates are counted in Redis'
  | 'what is configured is on no topic'
  | "the order's record was lost, and found again at the venue"
  | 'told again from the record'
  | 'it was sent after it had expired: a process may stand still before a send'
  | 'the evidence was cut'
  | 'the evidence does not say what it meant'
  | 'the id was used first on another instrument'
  | "the guard's memory is in Redis"
  | 'an older version of the executor refused it';

export type UndecidableWhy =
  | 'its first copy is older than what was read'
  | 'its intent is not in what was read'
  | 'the control records of that time are gone'
  | 'the resolution is gone from the control topic'
  | 'its dead letter is gone'
  | 'nothing was told of it yet';

/** A difference, with where both sides stand. */
export interface Difference {
  readonly clientOrderId?: string;
  /** What is about it: the outcome's word, `dead letter`, `content key`. */
  readonly about: string;
  readonly expected: string;
  readonly found: string;
  readonly intent?: RecordPosition;
  readonly recorded?: RecordPosition;
}

export const SAME: Finding = { kind: 'same' };
export const recorded = (why: RecordedWhy): Finding => ({ kind: 'recorded', why });
export const undecidable = (why: UndecidableWhy): Finding => ({ kind: 'undecidable', why });
export const different = (expected: string, found: string): Finding => ({
  kind: 'different',
  expected,
  found,
});
