import type { AccountId } from '@orderonce/contracts';
import type { OrderRecord } from '../record/order-record.ts';
import { encodeRecord } from '../record/record-codec.ts';
import type {
  ClaimResult,
  ClaimWrite,
  ContentChange,
  RecordStore,
  UpdateResult,
  UpdateWrite,
} from '../store/record-store.ts';
import type { Answered } from '../store/turn-batcher.ts';

/** The store's writes one by one; they travel together. */
export interface RecordWrites {
  readonly claim: (accountId: AccountId, write: ClaimWrite) => Promise<Answered<ClaimResult>>;
  readonly update: (accountId: AccountId, write: UpdateWrite) => Promise<Answered<UpdateResult>>;
  readonly read: RecordStore['read'];
}

/** How often a write is decided anew because the record changed between reading and writing it. */
export const MAX_ROUNDS = 5;

/** The write that puts `next` where `expected` stands. */
export function updateWrite(
  clientOrderId: string,
  expected: string,
  next: OrderRecord,
  times: { readonly leaseMs: number; readonly settledTtlMs: number },
  content?: ContentChange,
): UpdateWrite {
  const isEnded = next.state === 'settled' || next.state === 'held';
  const { stamp, duplicateOf, body } = encodeRecord(next);
  return {
    clientOrderId,
    expected,
    stamp,
    duplicateOf,
    body,
    leaseMs: isEnded || next.leaseUntilMs === 0 ? 0 : times.leaseMs,
    ...(next.state === 'settled' && { ttlMs: times.settledTtlMs }),
    ...(content !== undefined && { content }),
  };
}

export const unavailable = (error: unknown) =>
  ({
    kind: 'unavailable',
    text: error instanceof Error ? error.message : String(error),
  }) as const;
