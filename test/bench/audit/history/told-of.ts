import {
  add,
  type Decimal,
  type Evidence,
  type Intent,
  intentPayload,
  type OrderOutcome,
  orderBodyOf,
  outcomeId,
  type PlaceIntent,
  payloadHash,
  recordDigest,
  SCHEMA_VERSION,
  subtract,
  ZERO,
} from '@orderonce/contracts';
import {
  accepted,
  admit,
  ControlState,
  createContentGuard,
  denied,
  duplicateOutcome,
  rejected,
  type Subject,
  verdictEvents,
} from '@orderonce/decisions';
import { loadIdempotencyConfig } from '@orderonce/idempotency';
import type { HistoryRecord } from './history-records.ts';

const contentGuard = createContentGuard(loadIdempotencyConfig(''), (makeKey) => makeKey());
const NOTHING_SAID = new ControlState();
const SETTINGS = { maxIntentAgeMs: 60_000, maxClockSkewMs: 5_000, referencePriceMaxAgeMs: 60_000 };
const REJECTION = { code: '40310000', text: 'insufficient buying power' };

/** An intent as an executor sees it, with what it computes. */
export function subjectOf(intent: Intent, record: HistoryRecord): Subject {
  const contentKey = contentGuard.claimFor(intent)?.key;
  return {
    intent,
    position: record,
    digest: recordDigest(record),
    payloadHash: payloadHash(intentPayload(intent)),
    ...(contentKey !== undefined && { contentKey }),
    ...(intent.kind === 'place' && { body: orderBodyOf(intent) }),
  };
}

export function acceptance(subject: Subject, brokerOrderId: string, atMs: number): OrderOutcome[] {
  const isCancel = subject.intent.kind === 'cancel';
  const action = isCancel ? 'cancel' : 'submit';
  const ordStatus = isCancel ? 'PENDING_CANCEL' : 'NEW';
  return verdict(subject, accepted(brokerOrderId, ordStatus, atMs), [
    evidence(action, isCancel ? 'http 204, requested' : 'http 200, accepted', brokerOrderId, atMs),
  ]);
}

export function rejection(subject: Subject, requestId: string, atMs: number): OrderOutcome[] {
  return verdict(subject, rejected(REJECTION, atMs), [
    evidence('submit', `http 403 ${REJECTION.code}, rejected`, requestId, atMs),
  ]);
}

/** By the rules themselves, so that whoever asks them again hears the same. */
export function denial(subject: Subject, logTimeMs: number, atMs: number): OrderOutcome[] {
  const facts = { isAccountKnown: true, control: NOTHING_SAID, settings: SETTINGS };
  const reason = admit(subject.intent, { ...facts, nowMs: atMs, logTimeMs });
  if (reason === null) throw new Error(`nothing speaks against ${subject.intent.clientOrderId}`);
  return verdict(subject, denied(reason.code, reason.text, atMs), []);
}

export function duplicate(subject: Subject, brokerOrderId: string, atMs: number): OrderOutcome {
  return duplicateOutcome(subject, { ordStatus: 'NEW', brokerOrderId }, atMs);
}

/** A fill after `cumQty` was filled before it. */
export function fill(
  order: PlaceIntent,
  brokerOrderId: string,
  { before, lastQty, atMs }: { before: Decimal; lastQty: Decimal; atMs: number },
): OrderOutcome {
  const cumQty = add(before, lastQty);
  const leavesQty = subtract(order.quantity, cumQty);
  return {
    ...whose(order, brokerOrderId),
    outcomeId: outcomeId.trade(order.clientOrderId, cumQty),
    execType: 'TRADE',
    ordStatus: leavesQty === ZERO ? 'FILLED' : 'PARTIALLY_FILLED',
    execId: `${brokerOrderId}-${cumQty}`,
    lastQty,
    ...(order.orderType === 'LIMIT' && { lastPx: order.limitPrice }),
    ...{ cumQty, leavesQty },
    transactTimeMs: atMs,
  };
}

export function canceled(order: PlaceIntent, brokerOrderId: string, atMs: number): OrderOutcome {
  return {
    ...whose(order, brokerOrderId),
    outcomeId: outcomeId.canceled(order.clientOrderId),
    execType: 'CANCELED',
    ordStatus: 'CANCELED',
    ...{ cumQty: ZERO, leavesQty: ZERO },
    transactTimeMs: atMs,
  };
}

function whose(order: PlaceIntent, brokerOrderId: string) {
  const { clientOrderId, strategyId, accountId, symbol, side, quantity } = order;
  const names = { clientOrderId, strategyId, accountId, symbol, side, quantity, brokerOrderId };
  return {
    schemaVersion: SCHEMA_VERSION as typeof SCHEMA_VERSION,
    source: 'broker',
    ...names,
  } as const;
}

function verdict(
  subject: Subject,
  conclusion: ReturnType<typeof accepted>,
  heard: readonly Evidence[],
): OrderOutcome[] {
  if (conclusion.kind !== 'verdict') throw new Error(`${conclusion.kind} is no verdict`);
  return verdictEvents(subject, conclusion.settlement, heard);
}

const CALL_MS = 12.5;

function evidence(
  action: Evidence['action'],
  result: string,
  requestId: string,
  atMs: number,
): Evidence {
  return { atMs: Math.floor(atMs - CALL_MS), action, result, requestId, latencyMs: CALL_MS };
}
