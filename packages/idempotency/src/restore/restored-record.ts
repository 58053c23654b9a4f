import type { AccountId, ClientOrderId, Outcome, StrategyId } from '@orderonce/contracts';
import { VERDICTS } from '@orderonce/contracts';
import type { Hold, IntentSource, Settlement } from '../order-claims.ts';

/** What an outcome still says of a record that was lost. */
export interface RestoredRecord {
  readonly accountId: AccountId;
  readonly clientOrderId: ClientOrderId;
  readonly payloadHash: string;
  readonly source: IntentSource;
  readonly end: Settlement | Hold;
  readonly content?: {
    readonly strategyId: StrategyId;
    readonly key: string;
    readonly createdAtMs: number;
  };
}

/** The record that `outcome` tells of; null for an outcome that ends no record, or says too little of it. */
export function restoredRecord(outcome: Outcome): RestoredRecord | null {
  if (outcome.execType === 'REFUSED' || outcome.execType === 'EXTERNAL') return null;
  const end = endOf(outcome);
  const { accountId, clientOrderId, payloadHash, intent, contentKey, strategyId } = outcome;
  if (end === null || payloadHash === undefined || intent === undefined) return null;
  const holdsContent = !('verdict' in end) || end.verdict === 'ACCEPTED';
  return {
    accountId,
    clientOrderId,
    payloadHash,
    source: { partition: intent.partition, offset: intent.offset },
    end,
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

function endOf(outcome: Outcome): Settlement | Hold | null {
  const { execType, ordStatus, brokerOrderId, cumQty, reason, transactTimeMs } = outcome;
  if (execType === 'HELD') {
    return reason === undefined ? null : { reason, heldAtMs: transactTimeMs };
  }
  const verdict = VERDICTS.find((word) => word === execType);
  if (verdict === undefined) return null;
  const { duplicateOf } = outcome;
  return {
    verdict,
    ordStatus,
    cumQty,
    settledAtMs: transactTimeMs,
    ...(brokerOrderId === undefined ? {} : { brokerOrderId }),
    ...(reason === undefined ? {} : { reason }),
    ...(duplicateOf === undefined ? {} : { duplicateOf }),
  };
}
