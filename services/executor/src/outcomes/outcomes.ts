import {
  type Evidence,
  type OrderOutcome,
  type OrdStatus,
  outcomeId,
  SCHEMA_VERSION,
  ZERO,
} from '@orderonce/contracts';
import type { Hold, Settlement } from '@orderonce/idempotency';
import { resentBy } from '../held/held-again.ts';
import type { Subject } from './subject.ts';

/**
 * The outcomes that an executor publishes about an intent it could read. Each is a pure function, and apart
 * from evidence and times the same input always gives the same outcome: it may be published again.
 */

/** The intent's one verdict. */
export function verdictOutcome(
  subject: Subject,
  settlement: Settlement,
  evidence: readonly Evidence[],
): OrderOutcome {
  const isLive = settlement.verdict === 'ACCEPTED';
  const quantity = subject.body?.quantity;
  return {
    ...identity(subject, outcomeId.verdict(subject.intent.clientOrderId)),
    execType: settlement.verdict,
    ordStatus: settlement.ordStatus,
    // A denial is our own word; the other two are the venue's.
    source: settlement.verdict === 'DENIED' ? 'executor' : 'broker',
    ...(settlement.reason && { reason: settlement.reason }),
    ...(settlement.brokerOrderId !== undefined && { brokerOrderId: settlement.brokerOrderId }),
    ...(settlement.duplicateOf !== undefined && { duplicateOf: settlement.duplicateOf }),
    ...bodyFields(subject),
    // The event of acceptance, not the state at which we heard of it: an adopted order that has filled
    // meanwhile must give the same verdict as the answer that was lost.
    cumQty: ZERO,
    leavesQty: isLive && quantity !== undefined ? quantity : ZERO,
    ...(evidence.length > 0 && { evidence: [...evidence] }),
    transactTimeMs: settlement.settledAtMs,
  };
}

/** Nobody knows whether the order exists; a person decides. Held again after a resend, it is another event. */
export function heldOutcome(
  subject: Subject,
  hold: Hold,
  evidence: readonly Evidence[],
): OrderOutcome {
  return {
    ...identity(subject, outcomeId.held(subject.intent.clientOrderId, resentBy(hold))),
    execType: 'HELD',
    ordStatus: 'UNKNOWN',
    source: 'executor',
    reason: hold.reason,
    ...bodyFields(subject),
    cumQty: ZERO,
    leavesQty: ZERO,
    ...(evidence.length > 0 && { evidence: [...evidence] }),
    transactTimeMs: hold.heldAtMs,
  };
}

/** A send is about to happen at a venue where a second send would be a second order. */
export function attemptedOutcome(subject: Subject, nowMs: number): OrderOutcome {
  return {
    ...identity(subject, outcomeId.attempted(subject.intent.clientOrderId)),
    execType: 'ATTEMPTED',
    ordStatus: 'PENDING_NEW',
    source: 'executor',
    ...bodyFields(subject),
    cumQty: ZERO,
    leavesQty: subject.body?.quantity ?? ZERO,
    transactTimeMs: nowMs,
  };
}

/** Another copy of an intent that has its answer: what the first copy led to, and nothing new. */
export function duplicateOutcome(
  subject: Subject,
  known: { readonly ordStatus: OrdStatus; readonly brokerOrderId?: string },
  nowMs: number,
): OrderOutcome {
  const { clientOrderId } = subject.intent;
  const { partition, offset } = subject.position;
  return {
    ...identity(subject, outcomeId.duplicate(clientOrderId, partition, offset)),
    execType: 'DUPLICATE',
    ordStatus: known.ordStatus,
    source: 'executor',
    reason: { code: 'DUPLICATE_INTENT', text: 'this intent was published before' },
    duplicateOf: clientOrderId,
    ...(known.brokerOrderId !== undefined && { brokerOrderId: known.brokerOrderId }),
    cumQty: ZERO,
    leavesQty: ZERO,
    transactTimeMs: nowMs,
  };
}

export function bodyFields({ body }: Subject) {
  return body ? { side: body.side, quantity: body.quantity, order: body } : {};
}

export function identity({ intent, position, payloadHash, contentKey }: Subject, id: string) {
  return {
    schemaVersion: SCHEMA_VERSION,
    outcomeId: id,
    clientOrderId: intent.clientOrderId,
    ...('origClientOrderId' in intent && { origClientOrderId: intent.origClientOrderId }),
    orderUuid: intent.orderUuid,
    strategyId: intent.strategyId,
    accountId: intent.accountId,
    symbol: intent.symbol,
    payloadHash,
    ...(contentKey !== undefined && { contentKey }),
    intent: {
      topic: position.topic,
      partition: position.partition,
      offset: position.offset,
      createdAtMs: intent.createdAtMs,
    },
  } as const;
}
