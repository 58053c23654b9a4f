import { createHash } from 'node:crypto';
import type { AccountId, ClientOrderId, Decimal, StrategyId } from '@orderonce/contracts';
import type { Claim, ClaimAnswer, ClaimRequest, Payload, Settlement } from '../order-claims.ts';

/** Requests and verdicts for tests: everything that a case does not care about. */
export const CREATED_AT_MS = 1_763_790_931_000;

export const clientOrderId = (sequence: number) =>
  `MOM-1RV4K2-${String(sequence).padStart(6, '0')}-a3f8b2c1` as ClientOrderId;

export function claimRequest(
  accountId: string,
  sequence: number,
  changes: Partial<ClaimRequest> & { readonly contentOf?: string } = {},
): ClaimRequest {
  const { contentOf, ...rest } = changes;
  const payload: Payload = rest.payload ?? { symbol: 'AAPL', side: 'BUY', quantity: '100' };
  return {
    accountId: accountId as AccountId,
    strategyId: 'MOM' as StrategyId,
    clientOrderId: clientOrderId(sequence),
    payload,
    payloadHash: createHash('sha256').update(JSON.stringify(payload)).digest('hex'),
    source: { partition: 3, offset: String(sequence) },
    ...(contentOf === undefined ? {} : { contentKey: contentKeyClaim(contentOf) }),
    ...rest,
  };
}

export function contentKeyClaim(key: string, neighbours: readonly string[] = [], createdAtMs = 0) {
  return {
    key,
    neighbours,
    createdAtMs: CREATED_AT_MS + createdAtMs,
    resolutionMs: 60_000,
  };
}

export const accepted: Settlement = {
  verdict: 'ACCEPTED',
  ordStatus: 'NEW',
  brokerOrderId: '61e69015-8549-4bfd-b9c3-01e75843f47d',
  cumQty: '0' as Decimal,
  settledAtMs: CREATED_AT_MS,
};

export const rejected: Settlement = {
  verdict: 'REJECTED',
  ordStatus: 'REJECTED',
  cumQty: '0' as Decimal,
  reason: { code: 'VENUE_REJECTED', text: 'insufficient buying power' },
  settledAtMs: CREATED_AT_MS,
};

/** The claim of an answer that has one. */
export function claimOf(answer: ClaimAnswer | { readonly kind: 'done'; readonly claim: Claim }) {
  if (!('claim' in answer)) throw new Error(`no claim in an answer of ${answer.kind}`);
  return answer.claim;
}
