import type { Intent } from './intent.ts';
import type { Evidence, OrderBody, Outcome } from './outcome.ts';

type IntentPlace = NonNullable<Outcome['intent']>;
type FieldOf<Message> = Message extends unknown ? keyof Message : never;
type AnyField<Message> = { readonly [Name in FieldOf<Message>]?: unknown };
/** Every field there is must be named, so that none can be forgotten here; absent ones are not written. */
type AllFields<Message> = Record<FieldOf<Message>, unknown>;

/**
 * The JSON text of a valid intent, always with the same order of fields: whose order it is comes first, and
 * equal intents are equal texts. Nothing is checked here: give it what the schema gave.
 */
export function encodeIntent(intent: Intent): string {
  const from: AnyField<Intent> = intent;
  return JSON.stringify({
    schemaVersion: from.schemaVersion,
    kind: from.kind,
    clientOrderId: from.clientOrderId,
    origClientOrderId: from.origClientOrderId,
    orderUuid: from.orderUuid,
    strategyId: from.strategyId,
    accountId: from.accountId,
    symbol: from.symbol,
    side: from.side,
    quantity: from.quantity,
    orderType: from.orderType,
    limitPrice: from.limitPrice,
    stopPrice: from.stopPrice,
    timeInForce: from.timeInForce,
    occurrence: from.occurrence,
    createdAtMs: from.createdAtMs,
    expiresAtMs: from.expiresAtMs,
  } satisfies AllFields<Intent>);
}

/** The same for an outcome. */
export function encodeOutcome(outcome: Outcome): string {
  const { reason, order, evidence, intent } = outcome;
  return JSON.stringify({
    schemaVersion: outcome.schemaVersion,
    outcomeId: outcome.outcomeId,
    clientOrderId: outcome.clientOrderId,
    origClientOrderId: outcome.origClientOrderId,
    orderUuid: outcome.orderUuid,
    strategyId: outcome.strategyId,
    accountId: outcome.accountId,
    symbol: outcome.symbol,
    side: outcome.side,
    execType: outcome.execType,
    ordStatus: outcome.ordStatus,
    source: outcome.source,
    reason: reason && { code: reason.code, text: reason.text },
    brokerOrderId: outcome.brokerOrderId,
    execId: outcome.execId,
    quantity: outcome.quantity,
    lastQty: outcome.lastQty,
    lastPx: outcome.lastPx,
    cumQty: outcome.cumQty,
    leavesQty: outcome.leavesQty,
    avgPx: outcome.avgPx,
    duplicateOf: outcome.duplicateOf,
    order: order && inOrder(order),
    payloadHash: outcome.payloadHash,
    contentKey: outcome.contentKey,
    evidence: evidence?.map(evidenceInOrder),
    transactTimeMs: outcome.transactTimeMs,
    intent: intent && placeInOrder(intent),
  } satisfies AllFields<Outcome>);
}

function placeInOrder(place: IntentPlace): AllFields<IntentPlace> {
  return {
    topic: place.topic,
    partition: place.partition,
    offset: place.offset,
    createdAtMs: place.createdAtMs,
    digest: place.digest,
  };
}

function inOrder(order: OrderBody): AllFields<OrderBody> {
  return {
    symbol: order.symbol,
    side: order.side,
    quantity: order.quantity,
    orderType: order.orderType,
    limitPrice: order.limitPrice,
    stopPrice: order.stopPrice,
    timeInForce: order.timeInForce,
  };
}

function evidenceInOrder(evidence: Evidence): AllFields<Evidence> {
  return {
    atMs: evidence.atMs,
    action: evidence.action,
    result: evidence.result,
    requestId: evidence.requestId,
    latencyMs: evidence.latencyMs,
  };
}
