import type { ClientOrderId, Decimal, Evidence, OrderBody, OrdStatus } from '@orderonce/contracts';

/**
 * The port to one account at one venue: everything the product may ask of a broker.
 *
 * No method throws for what a venue or a network can do: an answer is data, and "I don't know" is one of
 * the answers. No method repeats a call by itself; whether to ask again is decided above this port.
 */
export interface Broker {
  readonly capabilities: BrokerCapabilities;
  /** Sends one order once. */
  submit(request: SubmitRequest, options: CallOptions): Promise<SubmitResult>;
  /** Asks for the cancelling of an order by the venue's own id; success is a request taken, not an end state. */
  cancel(brokerOrderId: string, options: CallOptions): Promise<CancelResult>;
  /** Looks for an order by our id. `absent` proves nothing before the visibility window has passed. */
  findByClientOrderId(id: ClientOrderId, options: CallOptions): Promise<LookUpResult>;
  /** Looks for an order by the venue's id. */
  findByBrokerOrderId(brokerOrderId: string, options: CallOptions): Promise<LookUpResult>;
  /** The fills after `afterFillId` (null: from the first one that the venue still has), oldest first. */
  fillsAfter(afterFillId: string | null, options: CallOptions): Promise<FillsResult>;
  /** Gives back sockets; nothing may be called afterwards. */
  close(): Promise<void>;
}

/** What a venue does and does not do; the settle table reads this and never the venue's name. */
export interface BrokerCapabilities {
  /** What a second order with a client order id already used meets. */
  readonly repeatedClientOrderId: 'refused-for-ever' | 'accepted';
  readonly lookUpByClientOrderId: boolean;
  /** How long after a send an existing order may still answer "not found". */
  readonly visibilityWindowMs: number;
  /** What the venue takes from the account; absent: no limit that we would meet. */
  readonly rateLimit?: RateLimit;
}

/** At most so many requests of any kind in any window of this length. */
export interface RateLimit {
  readonly requests: number;
  readonly windowMs: number;
}

export interface CallOptions {
  /** The call gives up after this long; a submit that gave up is `unknown`, unless nothing was written. */
  readonly timeoutMs: number;
}

export interface SubmitRequest {
  readonly clientOrderId: ClientOrderId;
  readonly order: OrderBody;
}

/** An order as the venue shows it, in our words. */
export interface BrokerOrder {
  readonly brokerOrderId: string;
  readonly clientOrderId: ClientOrderId | string;
  readonly body: OrderBody;
  readonly ordStatus: OrdStatus;
  readonly cumQty: Decimal;
  readonly avgPx?: Decimal;
}

export interface BrokerFill {
  /** The venue's id of this fill; it also orders fills. */
  readonly fillId: string;
  readonly brokerOrderId: string;
  readonly lastQty: Decimal;
  readonly lastPx: Decimal;
  readonly cumQty: Decimal;
  readonly leavesQty: Decimal;
  readonly transactTimeMs: number;
}

export type SubmitResult =
  | { readonly kind: 'accepted'; readonly order: BrokerOrder; readonly evidence: Evidence }
  /** Definite: the venue's own code and message prove that no order exists. */
  | {
      readonly kind: 'rejected';
      readonly code: string;
      readonly text: string;
      readonly evidence: Evidence;
    }
  /** Definite: not one byte of the request left this process. */
  | { readonly kind: 'not-sent'; readonly text: string; readonly evidence: Evidence }
  /** The venue knows this client order id: an order exists; look it up and compare. */
  | { readonly kind: 'duplicate'; readonly evidence: Evidence }
  /** Definite: turned away before the order was read. */
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number; readonly evidence: Evidence }
  /** A timeout, a reset, a 5xx, a body nobody documented: the order may exist or not. */
  | { readonly kind: 'unknown'; readonly text: string; readonly evidence: Evidence };

export type LookUpResult =
  | { readonly kind: 'found'; readonly order: BrokerOrder; readonly evidence: Evidence }
  | { readonly kind: 'absent'; readonly evidence: Evidence }
  | {
      readonly kind: 'unknown';
      readonly text: string;
      /** There when the venue turned the question away for asking too often. */
      readonly retryAfterMs?: number;
      readonly evidence: Evidence;
    };

export type CancelResult =
  | { readonly kind: 'requested'; readonly evidence: Evidence }
  /** Definite: the order is past cancelling, for instance filled. */
  | {
      readonly kind: 'rejected';
      readonly code: string;
      readonly text: string;
      readonly evidence: Evidence;
    }
  | { readonly kind: 'absent'; readonly evidence: Evidence }
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number; readonly evidence: Evidence }
  | { readonly kind: 'unknown'; readonly text: string; readonly evidence: Evidence };

export type FillsResult =
  | { readonly kind: 'page'; readonly fills: readonly BrokerFill[]; readonly isLast: boolean }
  | { readonly kind: 'unknown'; readonly text: string };
