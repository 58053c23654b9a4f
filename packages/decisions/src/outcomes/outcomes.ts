import {
  type Evidence,
  type OrderBody,
  type OrderOutcome,
  type OrdStatus,
  orderBodySchema,
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

/**
 * The intent's one verdict. Of a cancel or replace that was rejected it says that alone; what the order is that
 * was to be changed, another outcome tells (`changeRejectedOutcome`).
 */
export function verdictOutcome(
  subject: Subject,
  settlement: Settlement,
  evidence: readonly Evidence[],
): OrderOutcome {
  const isLive = settlement.verdict === 'ACCEPTED';
  const body = sentBody(subject, settlement);
  const { ordStatus, brokerOrderId } = stateToTell(settlement);
  return {
    ...identity(subject, outcomeId.verdict(subject.intent.clientOrderId)),
    execType: settlement.verdict,
    ordStatus,
    // A denial is our own word; the other two are the venue's.
    source: settlement.verdict === 'DENIED' ? 'executor' : 'broker',
    ...(settlement.reason && { reason: settlement.reason }),
    ...(brokerOrderId !== undefined && { brokerOrderId }),
    ...(settlement.duplicateOf !== undefined && { duplicateOf: settlement.duplicateOf }),
    ...bodyFields(body),
    // The event of acceptance, not the state at which we heard of it: an adopted order that has filled
    // meanwhile must give the same verdict as the answer that was lost.
    cumQty: ZERO,
    leavesQty: isLive && body !== undefined ? body.quantity : ZERO,
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
    ...bodyFields(subject.body),
    cumQty: ZERO,
    leavesQty: ZERO,
    ...(evidence.length > 0 && { evidence: [...evidence] }),
    transactTimeMs: hold.heldAtMs,
  };
}

/**
 * A send is about to happen at a venue where a second send would be a second order, or of an order that was computed
 * and must not be computed again.
 */
export function attemptedOutcome(subject: Subject, nowMs: number): OrderOutcome {
  return {
    ...identity(subject, outcomeId.attempted(subject.intent.clientOrderId)),
    execType: 'ATTEMPTED',
    ordStatus: 'PENDING_NEW',
    source: 'executor',
    ...bodyFields(subject.body),
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

/** The state of the order that the intent made: a rejected change made none. */
export function stateToTell({ verdict, ordStatus, brokerOrderId }: Settlement): {
  readonly ordStatus: OrdStatus;
  readonly brokerOrderId?: string;
} {
  if (verdict === 'REJECTED') return { ordStatus: 'REJECTED' };
  return { ordStatus, ...(brokerOrderId !== undefined && { brokerOrderId }) };
}

/** What was computed is told by the record, on every copy the same. */
function sentBody({ body }: Subject, { order }: Settlement): OrderBody | undefined {
  return order === undefined ? body : orderBodySchema.parse(order);
}

export function bodyFields(body: OrderBody | undefined) {
  return body ? { side: body.side, quantity: body.quantity, order: body } : {};
}

export function identity(subject: Subject, id: string) {
  const { intent, position, digest, payloadHash, contentKey } = subject;
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
      ...(digest !== undefined && { digest }),
    },
  } as const;
}
