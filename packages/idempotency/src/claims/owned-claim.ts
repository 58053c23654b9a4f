import type { AccountId, ClientOrderId } from '@orderonce/contracts';
import { IdempotencyError } from '../idempotency-error.ts';
import type { Claim } from '../order-claims.ts';
import type { OrderRecord } from '../record/order-record.ts';

/** A claim as this package hands it out: with the record as this attempt last wrote it. */
export interface OwnedClaim extends Claim {
  readonly record: OrderRecord;
}

export function ownedClaim(
  order: { readonly accountId: AccountId; readonly clientOrderId: ClientOrderId },
  record: OrderRecord,
  sendDeadlineMonotonicMs: number,
  isUnprotected: boolean,
): OwnedClaim {
  return {
    accountId: order.accountId,
    clientOrderId: order.clientOrderId,
    attemptToken: record.attemptToken,
    version: record.version,
    sendDeadlineMonotonicMs,
    record,
    ...(isUnprotected ? { isUnprotected } : {}),
  };
}

/** @throws {IdempotencyError} FOREIGN_CLAIM for a claim that no `OrderClaims` of this package gave */
export function recordOf(claim: Claim): OrderRecord {
  if (!isOwned(claim)) {
    throw new IdempotencyError(
      'FOREIGN_CLAIM',
      `the claim of ${claim.clientOrderId} was not given by this OrderClaims`,
    );
  }
  return claim.record;
}

function isOwned(claim: Claim): claim is OwnedClaim {
  return 'record' in claim;
}
