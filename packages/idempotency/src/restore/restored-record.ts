import type { AccountId, ClientOrderId, Outcome, StrategyId } from '@orderonce/contracts';
import { VERDICTS } from '@orderonce/contracts';
import type { Hold, IntentSource, Settlement } from '../order-claims.ts';

/** What an outcome still says of a record that was lost. */
export interface RestoredRecord {
  readonly accountId: AccountId;
  readonly clientOrderId: ClientOrderId;
  readonly payloadHash: string;
  readonly source: IntentSource;
  readonly proof: Proof;
  readonly content?: {
    readonly strategyId: StrategyId;
    readonly key: string;
    readonly createdAtMs: number;
  };
}

type Proof =
  | { readonly kind: 'verdict'; readonly settlement: Settlement }
  | { readonly kind: 'hold'; readonly hold: Hold }
  /** A send was about to happen where a second one would be a second order; nothing is known of its end. */
  | { readonly kind: 'attempt' };

/** The record that `outcome` tells of; null for an outcome that proves nothing of one, or says too little. */
export function restoredRecord(outcome: Outcome): RestoredRecord | null {
  if (outcome.execType === 'REFUSED' || outcome.execType === 'EXTERNAL') return null;
  const proof = proofOf(outcome);
  const { accountId, clientOrderId, payloadHash, intent, contentKey, strategyId } = outcome;
  if (proof === null || payloadHash === undefined || intent === undefined) return null;
  const holdsContent = proof.kind !== 'verdict' || proof.settlement.verdict === 'ACCEPTED';
  return {
    accountId,
    clientOrderId,
    payloadHash,
    source: { partition: intent.partition, offset: intent.offset },
    proof,
    ...(holdsContent && contentKey !== undefined && strategyId !== undefined
      ? {
          content: {
            strategyId,
            key: contentKey,
            createdAtMs: intent.createdAtMs ?? outcome.transactTimeMs,
          },
        }
      : {}),
  };
}

function proofOf(outcome: Outcome): Proof | null {
  const { execType, ordStatus, brokerOrderId, cumQty, reason, transactTimeMs } = outcome;
  if (execType === 'ATTEMPTED') return { kind: 'attempt' };
  if (execType === 'HELD') {
    if (reason === undefined) return null;
    return { kind: 'hold', hold: { reason, heldAtMs: transactTimeMs } };
  }
  const verdict = VERDICTS.find((word) => word === execType);
  if (verdict === undefined) return null;
  const { duplicateOf } = outcome;
  const settlement: Settlement = {
    verdict,
    ordStatus,
    cumQty,
    settledAtMs: transactTimeMs,
    ...(brokerOrderId === undefined ? {} : { brokerOrderId }),
    ...(reason === undefined ? {} : { reason }),
    ...(duplicateOf === undefined ? {} : { duplicateOf }),
  };
  return { kind: 'verdict', settlement };
}
