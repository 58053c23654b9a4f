/** What a venue does and does not do; the settle table reads this and never the venue's name. */
export interface BrokerCapabilities {
  readonly repeatedClientOrderId: RepeatedClientOrderId;
  readonly lookUpByClientOrderId: boolean;
  /** How long after a send an existing order may still answer "not found". */
  readonly visibilityWindowMs: number;
  /** For how long the venue knows a client order id, counted from its order's end; null: for ever. */
  readonly clientOrderIdRetentionMs: number | null;
  /** The ids that the venue takes; the adapter writes ours so and reads them back. */
  readonly clientOrderId: ClientOrderIdFormat;
  /** What the venue takes from the account; absent: no limit that we would meet. */
  readonly rateLimit?: RateLimit;
}

/**
 * What a second order with a client order id already used meets. Only where it is `refused-for-ever` may an
 * order whose fate is unknown be sent again: the refusal is then the proof that it exists.
 */
export const REPEATED_CLIENT_ORDER_ID = [
  'refused-for-ever',
  /** Taken as a second order once the first one has ended. */
  'refused-while-open',
  /** Answered with the first order; the adapter calls it a `duplicate` if that is not what was sent. */
  'returns-existing',
  /** The open order becomes what the second one says. */
  'modifies',
  /** Taken as a second order. */
  'accepted',
] as const;
export type RepeatedClientOrderId = (typeof REPEATED_CLIENT_ORDER_ID)[number];

export interface ClientOrderIdFormat {
  readonly maxLength: number;
  readonly charset: 'printable' | 'letters-and-digits';
}

/** At most so many requests of any kind in any window of this length. */
export interface RateLimit {
  readonly requests: number;
  readonly windowMs: number;
}

/** Alpaca's, as far as its documents and its users tell. */
export const ALPACA_CAPABILITIES: BrokerCapabilities = {
  repeatedClientOrderId: 'refused-for-ever',
  lookUpByClientOrderId: true,
  visibilityWindowMs: 10_000,
  clientOrderIdRetentionMs: null,
  clientOrderId: { maxLength: 128, charset: 'printable' },
  rateLimit: { requests: 200, windowMs: 60_000 },
};
