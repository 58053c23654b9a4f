import type {
  AccountId,
  ClientOrderId,
  OrderBody,
  Outcome,
  StrategyId,
} from '@orderonce/contracts';
import { VERDICTS } from '@orderonce/contracts';
import type { Hold, IntentSource, Payload, Settlement } from '../order-claims.ts';

/** What an outcome still says of a record that was lost. */
export interface RestoredRecord {
  readonly accountId: AccountId;
  readonly clientOrderId: ClientOrderId;
  readonly payloadHash: string;
  readonly source: IntentSource;
  readonly proof: Proof;
  /** Of an order that may still be sent: what was, or was about to be. */
  readonly body?: Payload;
  readonly content?: {
    readonly strategyId: StrategyId;
    readonly key: string;
    readonly createdAtMs: number;
  };
}

type Proof =
  | { readonly kind: 'verdict'; readonly settlement: Settlement }
  | { readonly kind: 'hold'; readonly hold: Hold }
  /** A send was about to happen that must not be another one's second; nothing is known of its end. */
  | { readonly kind: 'attempt' };

/** The record that `outcome` tells of; null for an outcome that proves nothing of one, or says too little. */
export function restoredRecord(outcome: Outcome): RestoredRecord | null {
  if (outcome.execType === 'REFUSED' || outcome.execType === 'EXTERNAL') return null;
  const proof = proofOf(outcome);
  const { accountId, clientOrderId, payloadHash, intent, contentKey, strategyId } = outcome;
  if (proof === null || payloadHash === undefined || intent === undefined) return null;
  const { order } = outcome;
  const holdsContent = proof.kind !== 'verdict' || proof.settlement.verdict === 'ACCEPTED';
  return {
    accountId,
    clientOrderId,
    payloadHash,
    source: { partition: intent.partition, offset: intent.offset },
    proof,
    ...(proof.kind !== 'verdict' && order !== undefined && { body: payloadOf(order) }),
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

function payloadOf(body: OrderBody): Payload {
  const payload: Record<string, string> = {};
  for (const [name, value] of Object.entries(body)) if (value !== undefined) payload[name] = value;
  return payload;
}
