import type { AccountId } from '@orderonce/contracts';

/**
 * Where records live: a dumb port of two atomic writes and a read. It compares and sets text and decides
 * nothing about orders; what the text means is the codec's, what may follow what is the decider's.
 *
 * All of one call belongs to one account, which is one hash slot. A call that rejects left everything
 * unknown: any part of it may have happened.
 */
export interface RecordStore {
  claim(
    accountId: AccountId,
    writes: readonly ClaimWrite[],
    generation: GenerationWrite,
  ): Promise<ClaimBatch>;
  update(accountId: AccountId, writes: readonly UpdateWrite[]): Promise<UpdateBatch>;
  /** The texts that stand there, null for none; `''` for something that is not text. */
  read(
    accountId: AccountId,
    clientOrderIds: readonly string[],
  ): Promise<readonly (string | null)[]>;
  /** The account's note of which generation was last made whole, and when; null: none. */
  readRebuilt(accountId: AccountId): Promise<string | null>;
  writeRebuilt(accountId: AccountId, note: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * The account's generation is how long the store remembers without a gap. It begins anew when it is missing,
 * when the store is not the one that it began on (another process, another replication history), and when
 * the caller says that orders went by without it.
 */
export interface GenerationWrite {
  /** The name of the generation that begins, if one does. */
  readonly next: string;
  readonly beginsAnew: boolean;
}

/** Sets the order's record if nothing stands there, and then its content key if that is free. */
export interface ClaimWrite {
  readonly clientOrderId: string;
  readonly stamp: string;
  readonly leaseMs: number;
  readonly body: string;
  readonly content?: ContentWrite;
}

export interface ContentWrite {
  readonly strategyId: string;
  readonly key: string;
  readonly neighbours: readonly string[];
  readonly createdAtMs: number;
  /** A neighbour counts when the two orders are less than this apart. */
  readonly resolutionMs: number;
  readonly ttlMs: number;
  /** How long after its end an entry is remembered as expired. */
  readonly expiryMemoryMs: number;
  /** A short mark, without spaces, of what the key was made from: equal keys with other marks are a collision. */
  readonly details: string;
}

/** The time in which a store remembers an account without a gap. */
export interface Generation {
  readonly name: string;
  /** What was logged before this may have been here and be forgotten. The store's clock, epoch milliseconds. */
  readonly beganAtMs: number;
}

interface ClaimBatch {
  /** The store's clock, epoch milliseconds. */
  readonly nowMs: number;
  readonly generation: Generation;
  /** One for each write, in order. */
  readonly results: readonly ClaimResult[];
}

export type ClaimResult =
  /** Both set. `expiredContent`: the content key had been used before and its time is over. */
  | { readonly kind: 'set'; readonly expiredContent?: ContentEntry }
  /** The record is set and names the order that has this content. */
  | { readonly kind: 'set-as-duplicate'; readonly content: ContentEntry }
  /** Nothing is set; this text stands there (`''`: something that is not text). */
  | { readonly kind: 'stands'; readonly value: string };

export interface ContentEntry {
  readonly clientOrderId: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** How many other orders met this entry. */
  readonly accessCount: number;
  readonly details: string;
}

/** Replaces the record whose text begins with `expected` and a space, or is `expected`; creates one that is gone. */
export interface UpdateWrite {
  readonly clientOrderId: string;
  readonly expected: string;
  readonly stamp: string;
  /** 0: no lease. */
  readonly leaseMs: number;
  readonly duplicateOf: string;
  readonly body: string;
  /** Absent: the record stays until it is changed. */
  readonly ttlMs?: number;
  readonly content?: ContentChange;
}

/** `free`: the content key goes if it is this order's. `take`: it becomes this order's if nobody has it. */
export type ContentChange =
  | { readonly kind: 'free'; readonly strategyId: string; readonly key: string }
  | {
      readonly kind: 'take';
      readonly strategyId: string;
      readonly key: string;
      readonly createdAtMs: number;
      readonly ttlMs: number;
      readonly details: string;
    };

interface UpdateBatch {
  readonly nowMs: number;
  readonly results: readonly UpdateResult[];
}

export type UpdateResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'stands'; readonly value: string };
