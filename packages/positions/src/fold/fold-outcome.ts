import { type ClientOrderId, type Outcome, type Side, ZERO } from '@orderonce/contracts';
import { add, compare, negate, subtract } from './amount.ts';
import { type CountedFills, countUpTo, type FillReport } from './counted-fills.ts';
import { type OrderState, strongerEnd } from './order-state.ts';
import { type Position, trade } from './position.ts';

/** The order that an outcome is about, and the position of the order's instrument. */
export interface OrderAndPosition {
  readonly order: OrderState;
  readonly position: Position;
  /**
   * What was counted of the order's whole replace chain, whose quantities venues tell cumulatively: a fill of one
   * of its orders that another one's report told already is none. Absent: the order stands alone.
   */
  readonly chain?: CountedFills;
}

export interface Folded extends OrderAndPosition {
  /** What a person must know: the outcome contradicts earlier ones, or could not be counted. */
  readonly alarm?: FoldAlarm;
}

export type FoldAlarm =
  | { readonly kind: 'another-verdict'; readonly text: string }
  /** Fills under one client order id from two orders of the venue; those of the second are not counted. */
  | { readonly kind: 'another-broker-order'; readonly text: string }
  | { readonly kind: 'fill-of-refused-order'; readonly text: string }
  /** A fill without a side, of an order whose side nobody told before. */
  | { readonly kind: 'side-unknown'; readonly text: string }
  /** The venue has an order that was said not to exist, or of which nobody knew whether it does. */
  | { readonly kind: 'correction'; readonly text: string };

/**
 * One outcome added to its order and its instrument's position. Pure. An outcome that says nothing new
 * gives back the same two objects, so `===` tells whether something changed.
 */
export function foldOutcome(before: OrderAndPosition, outcome: Outcome): Folded {
  switch (outcome.execType) {
    case 'DUPLICATE':
    case 'REFUSED':
      // About a copy of the intent: the order itself is what it was.
      return before;
    case 'CANCEL_REJECTED':
    case 'REPLACE_REJECTED':
      return before;
    case 'ATTEMPTED':
      return note(before, outcome, { isAttempted: true });
    case 'HELD':
      return note(before, outcome, { isHeld: true });
    case 'RESOLVED':
      // A resend ends no doubt by itself: what comes of it does.
      return note(before, outcome, isResend(outcome) ? {} : { isResolved: true });
    case 'ACCEPTED':
    case 'REJECTED':
    case 'DENIED':
      return foldVerdict(before, outcome, outcome.execType);
    case 'TRADE':
    case 'EXTERNAL':
      return foldFills(before, outcome);
    case 'CANCELED':
    case 'EXPIRED':
    case 'REPLACED':
      return foldEnd(before, outcome, outcome.execType);
    case 'CORRECTION':
      return foldCorrection(before, outcome);
  }
}

const isResend = ({ reason }: Outcome) => reason?.code === 'RESOLVED_RESEND';

/** The order is open after all. What was filled of it is told by trades, with their exact prices. */
function foldCorrection(before: OrderAndPosition, outcome: Outcome): Folded {
  const after = note(before, outcome, { isCorrected: true });
  if (after === before || before.order.verdict === 'ACCEPTED') return after;
  const told = before.order.verdict ?? (before.order.isHeld ? 'held' : 'unknown');
  const text = `the venue has the order as ${outcome.brokerOrderId}, although it was ${told}`;
  return { ...after, alarm: { kind: 'correction', text } };
}

function foldVerdict(
  before: OrderAndPosition,
  outcome: Outcome,
  verdict: 'ACCEPTED' | 'REJECTED' | 'DENIED',
): Folded {
  const earlier = before.order.verdict;
  if (earlier !== undefined && earlier !== verdict) {
    const text = `${verdict} after ${earlier}: the first one counts`;
    return { ...before, alarm: { kind: 'another-verdict', text } };
  }
  return alarmIfRefusedYetFilled(note(before, outcome, { verdict }));
}

function foldEnd(
  before: OrderAndPosition,
  outcome: Outcome,
  execType: 'CANCELED' | 'EXPIRED' | 'REPLACED',
): Folded {
  // A venue may refuse an order after it had taken it; that end is told as CANCELED with this status.
  const told = outcome.ordStatus === 'REJECTED' ? 'REJECTED' : execType;
  // What was filled before a replacement is told by trades: a venue may count it under either order.
  const counted = execType === 'REPLACED' ? before : foldFills(before, outcome);
  const end = strongerEnd(counted.order.end, told);
  return { ...counted, ...note(counted, outcome, { end }) };
}

function foldFills(before: OrderAndPosition, outcome: Outcome): Folded {
  const known = before.order.brokerOrderId;
  if (known !== undefined && (outcome.brokerOrderId ?? known) !== known) {
    const text = `fills of ${outcome.brokerOrderId} beside those of ${known}, under one client order id`;
    return { ...before, alarm: { kind: 'another-broker-order', text } };
  }
  const fills = countUpTo(before.order.fills, fillReportOf(outcome));
  const isFilled = outcome.ordStatus === 'FILLED';
  const facts = isFilled ? { end: strongerEnd(before.order.end, 'FILLED') } : {};
  const counted = before.chain ?? before.order.fills;
  const chain = countUpTo(counted, fillReportOf(outcome));
  if (fills === before.order.fills && chain === counted) return note(before, outcome, facts);
  // The venue's own word comes first: a person may have adopted an order that is not what was asked for.
  const side = outcome.side ?? sideOf(before.order, outcome);
  if (side === undefined) {
    const text = `cumulative quantity ${outcome.cumQty} with no side`;
    return { ...before, alarm: { kind: 'side-unknown', text } };
  }
  const { order } = note(before, outcome, { ...facts, fills });
  const position = moveBy(before.position, side, counted, chain);
  return alarmIfRefusedYetFilled({ order, position, ...(before.chain && { chain }) });
}

/** A stranger's fill that does not even name the venue's order stands for itself. */
function fillReportOf(outcome: Outcome): FillReport {
  const isAlone = outcome.execType === 'EXTERNAL' && outcome.brokerOrderId === undefined;
  return isAlone ? { ...outcome, cumQty: outcome.lastQty ?? outcome.cumQty } : outcome;
}

/** The position after an order's counted fills became others. */
export function moveBy(
  position: Position,
  side: Side,
  from: CountedFills,
  to: CountedFills,
): Position {
  const signed = side === 'BUY' ? (amount: typeof to.cost) => amount : negate;
  const moved = trade(
    position,
    signed(subtract(to.cumQty, from.cumQty)),
    signed(subtract(to.cost, from.cost)),
  );
  const unpriced = subtract(to.unpricedQty, from.unpricedQty);
  if (compare(unpriced, ZERO) === 0) return moved;
  return { ...moved, unpricedQty: add(moved.unpricedQty, unpriced) };
}

/** Adds facts to the order, those that any outcome may carry included; of each, the first one told stays. */
function note(
  before: OrderAndPosition,
  outcome: Outcome,
  facts: Partial<OrderState>,
): OrderAndPosition {
  const { order } = before;
  const side = sideOf(order, outcome);
  const quantity = order.quantity ?? outcome.quantity ?? outcome.order?.quantity;
  const brokerOrderId = order.brokerOrderId ?? outcome.brokerOrderId;
  const orderUuid = order.orderUuid ?? outcome.orderUuid;
  const replaces = order.replaces ?? replacedId(outcome);
  const after: OrderState = {
    ...order,
    ...facts,
    ...(side !== undefined && { side }),
    ...(quantity !== undefined && { quantity }),
    ...(brokerOrderId !== undefined && { brokerOrderId }),
    ...(orderUuid !== undefined && { orderUuid }),
    ...(replaces !== undefined && { replaces }),
  };
  return isSame(order, after) ? before : { ...before, order: after };
}

/** A cancel names an order too, and is none itself. */
function replacedId({ order, origClientOrderId }: Outcome): ClientOrderId | undefined {
  return order === undefined ? undefined : origClientOrderId;
}

function isSame(a: OrderState, b: OrderState): boolean {
  const names = Object.keys(b) as (keyof OrderState)[];
  return names.every((name) => a[name] === b[name]);
}

function sideOf(order: OrderState, outcome: Outcome): Side | undefined {
  return order.side ?? outcome.side ?? outcome.order?.side;
}

function alarmIfRefusedYetFilled(after: OrderAndPosition): Folded {
  const { verdict, fills, isCorrected } = after.order;
  const isRefused = verdict === 'REJECTED' || verdict === 'DENIED';
  if (!isRefused || isCorrected || compare(fills.cumQty, ZERO) === 0) return after;
  const text = `filled ${fills.cumQty}, although the verdict is ${verdict}`;
  return { ...after, alarm: { kind: 'fill-of-refused-order', text } };
}
