import type {
  AccountId,
  ClientOrderId,
  Decimal,
  OrdStatus,
  ReasonCode,
  StrategyId,
  Verdict,
} from '@orderonce/contracts';

/**
 * Who may act on an order intent, and what already came of it. The executor's view of the records; the
 * same over Redis and over memory.
 *
 * Nothing here decides that an order does not exist: an expired lease or a missing record only says that
 * nobody else is at work on it now.
 */
export interface OrderClaims {
  /**
   * One round trip. Never throws: a store that cannot answer is one of the answers, and then nothing may be
   * sent; ask again.
   */
  claim(request: ClaimRequest): Promise<ClaimAnswer>;
  /** Lengthens the lease of a claim that is still ours. */
  renew(claim: Claim): Promise<ClaimStep>;
  /**
   * Notes that a send is about to happen. Needed where the fate of a send cannot be asked for by sending
   * again, before a body that was computed is first sent (it is kept and given back to a later attempt), and
   * before a content duplicate is sent all the same: without it the record counts as never sent.
   */
  markSubmitted(claim: Claim, body?: Payload): Promise<ClaimStep>;
  /** Notes that the fate of a send is unknown. */
  markInDoubt(claim: Claim): Promise<ClaimStep>;
  /** Ends the record with its verdict. A record that is gone is created; one that another took over is not touched. */
  settle(claim: Claim, settlement: Settlement): Promise<ClaimStep>;
  /** Ends this executor's work on the record: a person decides. */
  hold(claim: Claim, hold: Hold): Promise<ClaimStep>;
}

/** The fields that make two copies of an intent the same, each in its one spelling; compared by name. */
export type Payload = Readonly<Record<string, string>>;

export interface ClaimRequest {
  readonly accountId: AccountId;
  readonly strategyId: StrategyId;
  readonly clientOrderId: ClientOrderId;
  readonly payload: Payload;
  /** SHA-256 of the payload. */
  readonly payloadHash: string;
  /** Absent: no content guard for this intent. */
  readonly contentKey?: ContentKeyClaim;
  /** Where this copy stands on the intents topic; the same place again is a redelivery and not a duplicate. */
  readonly source: IntentSource;
  /**
   * Since when this order can have been worked on, epoch milliseconds: the earlier of its intent's creation
   * and the log's time of this copy, so that a copy that is produced again is as old as the first. With it, an
   * order that is older than what the store remembers is an `earlier-attempt`. Absent: not asked.
   */
  readonly knownSinceMs?: number;
  /** This caller asks again for as long as the answer is `owned`: only its last answer is counted. */
  readonly waitsForOwner?: true;
}

export interface IntentSource {
  readonly partition: number;
  readonly offset: string;
}

export interface ContentKeyClaim {
  readonly key: string;
  /** The keys of the buckets before and after: duplicates too when less than a resolution apart. */
  readonly neighbours: readonly string[];
  readonly createdAtMs: number;
  readonly resolutionMs: number;
  /** A short mark, without spaces, of what the key was made from; with it two orders that share a key by collision are told apart. */
  readonly details?: string;
}

/** Our right to act on an order, until the lease ends. */
export interface Claim {
  readonly accountId: AccountId;
  readonly clientOrderId: ClientOrderId;
  /** Unique to this attempt, not to the process. */
  readonly attemptToken: string;
  readonly version: number;
  /** No send may begin after this moment of this process's monotonic clock, milliseconds. */
  readonly sendDeadlineMonotonicMs: number;
  /**
   * Claimed in this process's memory while the store was away: only the venue's unique ids still prevent a
   * repeat. At a venue that accepts repeated ids nothing may be sent under such a claim.
   */
  readonly isUnprotected?: true;
}

export type ClaimAnswer =
  /** Ours, and provably never sent by anyone under this record. */
  | { readonly kind: 'fresh'; readonly claim: Claim }
  /** Ours; an earlier attempt ended without saying how. In doubt. */
  | {
      readonly kind: 'earlier-attempt';
      readonly claim: Claim;
      /**
       * The order is older than what the store remembers without a gap: there may have been no attempt at all,
       * and there may have been a verdict. The outcomes that were published know more.
       */
      readonly isMemoryGap?: true;
      /** The computed body that the earlier attempt noted before it sent it. */
      readonly body?: Payload;
    }
  /** Another attempt's lease still runs. */
  | { readonly kind: 'owned'; readonly leaseRemainingMs: number }
  | { readonly kind: 'settled'; readonly settlement: Settlement; readonly isRedelivery: boolean }
  | { readonly kind: 'held'; readonly hold: Hold; readonly isRedelivery: boolean }
  /** The same client order id with another payload: names of the fields that differ. */
  | { readonly kind: 'other-payload'; readonly differingFields: readonly string[] }
  /**
   * The same order under another client order id of the same strategy. The record of this id is ours all the
   * same and provably never sent, so that a verdict of its own (`DENIED`, by policy) can be settled on it and
   * stays the same on every redelivery.
   */
  | {
      readonly kind: 'content-duplicate';
      readonly claim: Claim;
      readonly original: ClientOrderId;
      readonly settlement?: Settlement;
    }
  | { readonly kind: 'unavailable'; readonly text: string };

/** `lost`: another attempt took the record over; its answer stands and ours is not published as a verdict. */
export type ClaimStep =
  | { readonly kind: 'done'; readonly claim: Claim }
  | { readonly kind: 'lost' }
  | { readonly kind: 'unavailable'; readonly text: string };

/** A verdict and what is needed to publish it again. */
export interface Settlement {
  readonly verdict: Verdict;
  readonly ordStatus: OrdStatus;
  readonly brokerOrderId?: string;
  readonly cumQty: Decimal;
  readonly reason?: { readonly code: ReasonCode; readonly text: string };
  /** The order that this one repeats, when that is why it was denied. */
  readonly duplicateOf?: ClientOrderId;
  /** A body that was computed, as it was sent: the intent does not say it, so only this can tell it again. */
  readonly order?: Payload;
  readonly settledAtMs: number;
}

export interface Hold {
  readonly reason: { readonly code: ReasonCode; readonly text: string };
  readonly heldAtMs: number;
}
