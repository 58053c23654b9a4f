import {
  type AccountId,
  type ClientOrderId,
  intentPayload,
  type OrderOutcome,
  type Outcome,
} from '@orderonce/contracts';
import type { Subject } from '@orderonce/decisions';
import {
  decide,
  evolve,
  type Hold,
  type OrderRecord,
  type Payload,
  type RecordCommand,
  type Settlement,
} from '@orderonce/idempotency';

/** The copies of one instrument, of which one is answered after the other. */
export interface Lane extends Pick<Outcome, 'accountId' | 'symbol'> {
  /** The offset of the last copy that was answered; -1 before the first. */
  lastAnswered: number;
}

/** One readable copy of an intent, as it stands on the log. */
export interface Copy {
  readonly subject: Subject;
  readonly lane: Lane;
  readonly logTimeMs: number;
  /** The content key as it comes out with the guard's settings here. */
  readonly contentKey: string | undefined;
  isAnswered: boolean;
  /** The order of which it is the first copy; null for another copy. */
  order: KnownOrder | null;
}

/** How an order's record ended, as far as it was told. */
type Ended =
  | { readonly kind: 'settled'; readonly settlement: Settlement }
  | { readonly kind: 'held'; readonly hold: Hold };

/** What is remembered of one client order id while its partition is asked again. */
export interface KnownOrder {
  /** The copy that was claimed first. */
  readonly first: Copy;
  /** A send was told before it happened. */
  isAnnounced: boolean;
  ended: Ended | null;
  /** All holds that were told, also those that a person ended. */
  readonly holds: Hold[];
  isResolved: boolean;
}

/** Orders by whose they are. */
export class KnownOrders {
  readonly #byAccount = new Map<AccountId, Map<ClientOrderId, KnownOrder>>();

  of(accountId: AccountId, id: ClientOrderId): KnownOrder | undefined {
    return this.#byAccount.get(accountId)?.get(id);
  }

  /** The same for an outcome about a copy, which most often is the first one of its order. */
  ofAnswer({ order, subject }: Copy, { accountId, clientOrderId }: OrderOutcome) {
    const { intent } = subject;
    const isItsOwn = intent.clientOrderId === clientOrderId && intent.accountId === accountId;
    return order !== null && isItsOwn ? order : this.of(accountId, clientOrderId);
  }

  /** Unless another copy was claimed before. */
  claim(first: Copy): void {
    const { accountId, clientOrderId } = first.subject.intent;
    let orders = this.#byAccount.get(accountId);
    if (orders === undefined) {
      orders = new Map();
      this.#byAccount.set(accountId, orders);
    }
    if (orders.has(clientOrderId)) return;
    const begun = { isAnnounced: false, ended: null, holds: [], isResolved: false };
    first.order = { first, ...begun };
    orders.set(clientOrderId, first.order);
  }

  forget({ first }: KnownOrder): void {
    const { accountId, clientOrderId } = first.subject.intent;
    this.#byAccount.get(accountId)?.delete(clientOrderId);
    first.order = null;
  }
}

const NOBODY = 'replay';
const NO_LEASE = { leaseMs: 0, nowMs: 0 };

/** What the record in the store says to another copy, by the store's own rules. */
export function claimAgain(order: KnownOrder | undefined, copy: Copy) {
  const record = order === undefined ? null : recordOf(order);
  return decide(claimOf(copy, 'another'), record);
}

function recordOf({ first, ended }: KnownOrder): OrderRecord {
  const record = applied(null, claimOf(first, NOBODY));
  if (ended === null) return record;
  const step = { attemptToken: NOBODY, ...NO_LEASE };
  return ended.kind === 'settled'
    ? applied(record, { kind: 'settle', settlement: ended.settlement, ...step })
    : applied(record, { kind: 'hold', hold: ended.hold, ...step });
}

function applied(record: OrderRecord | null, command: RecordCommand): OrderRecord {
  const decision = decide(command, record);
  if (decision.kind === 'refused')
    throw new Error(`the record refuses ${command.kind}: ${decision.refusal.kind}`);
  return evolve(record, decision.event);
}

function claimOf({ subject }: Copy, attemptToken: string): RecordCommand {
  const { intent, position, payloadHash } = subject;
  return {
    kind: 'claim',
    strategyId: intent.strategyId,
    source: { partition: position.partition, offset: position.offset },
    ...{ attemptToken, payload: intentPayload(intent), payloadHash },
    ...NO_LEASE,
  };
}

/** The settlement that a verdict tells; what a close became is told by nothing else. */
export function settlementOf({ subject }: Copy, outcome: Outcome): Settlement | null {
  const { execType, ordStatus, brokerOrderId, cumQty, reason, duplicateOf, order } = outcome;
  if (execType !== 'ACCEPTED' && execType !== 'REJECTED' && execType !== 'DENIED') return null;
  const isComputed = subject.intent.kind === 'close' && order !== undefined;
  return {
    verdict: execType,
    ordStatus,
    cumQty,
    ...(brokerOrderId !== undefined && { brokerOrderId }),
    ...(reason !== undefined && { reason }),
    ...(duplicateOf !== undefined && { duplicateOf }),
    ...(isComputed && { order: payloadOf(order) }),
    settledAtMs: outcome.transactTimeMs,
  };
}

function payloadOf(order: NonNullable<Outcome['order']>): Payload {
  const payload: Record<string, string> = {};
  for (const [name, value] of Object.entries(order)) if (value !== undefined) payload[name] = value;
  return payload;
}
