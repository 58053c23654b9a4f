import type { Evidence } from '@orderonce/contracts';
import type {
  BrokerAccount,
  BrokerFill,
  BrokerOrder,
  BrokerPosition,
  Unrecognised,
} from './broker-order.ts';

interface Refused {
  readonly kind: 'rejected';
  readonly code: string;
  readonly text: string;
  readonly evidence: Evidence;
}

/** Definite: turned away before the request was read. */
interface RateLimited {
  readonly kind: 'rate-limited';
  readonly retryAfterMs: number;
  readonly evidence: Evidence;
}

/** A timeout, a reset, a 5xx, a body nobody documented: it may have happened or not. */
interface Unknown {
  readonly kind: 'unknown';
  readonly text: string;
  readonly evidence: Evidence;
}

interface Absent {
  readonly kind: 'absent';
  readonly evidence: Evidence;
}

export type SubmitResult =
  | { readonly kind: 'accepted'; readonly order: BrokerOrder; readonly evidence: Evidence }
  /** Definite: the venue's own code and message prove that no order exists. */
  | Refused
  /** Definite: not one byte of the request left this process. */
  | { readonly kind: 'not-sent'; readonly text: string; readonly evidence: Evidence }
  /** The venue knows this client order id: an order exists; look it up and compare. */
  | { readonly kind: 'duplicate'; readonly evidence: Evidence }
  | RateLimited
  | Unknown;

/**
 * What a submit may be answered with, of the *new* order, and `absent`: the venue knows no order to replace.
 * `accepted` is a request taken: the venue may still refuse it (the order to replace filled first), and then
 * the new order ends `REJECTED` and the old one goes on as it was.
 */
export type ReplaceResult = SubmitResult | Absent;

export type CancelResult =
  | { readonly kind: 'requested'; readonly evidence: Evidence }
  /** Definite: the order is past cancelling, for instance filled. */
  | Refused
  | Absent
  | RateLimited
  | Unknown;

/** Nothing was learnt. */
interface Unanswered {
  readonly kind: 'unknown';
  readonly text: string;
  /** There when the venue turned the question away for asking too often. */
  readonly retryAfterMs?: number;
}

export type LookUpResult =
  | { readonly kind: 'found'; readonly order: BrokerOrder; readonly evidence: Evidence }
  | Absent
  | (Unanswered & { readonly evidence: Evidence });

export type FillsResult =
  | { readonly kind: 'page'; readonly fills: readonly BrokerFill[]; readonly isLast: boolean }
  | Unanswered;

export type OpenOrdersResult =
  | {
      readonly kind: 'page';
      /** Oldest first. An order at the end of one page may stand again at the beginning of the next. */
      readonly orders: readonly BrokerOrder[];
      /** Orders of a kind that we have no words for. */
      readonly unrecognised: readonly Unrecognised[];
      /** What to ask the next page with; null: this was the last. */
      readonly next: string | null;
    }
  | Unanswered;

export type PositionsResult =
  | {
      /** All of them. */
      readonly kind: 'found';
      readonly positions: readonly BrokerPosition[];
      readonly unrecognised: readonly Unrecognised[];
    }
  | Unanswered;

export type AccountResult =
  | { readonly kind: 'found'; readonly account: BrokerAccount }
  /** The venue does not know these keys, or they may not do this. */
  | { readonly kind: 'unauthorized'; readonly text: string }
  | Unanswered;
