import type { BrokerOrder } from '@orderonce/brokers';
import { type ClientOrderId, type ReasonCode, ZERO } from '@orderonce/contracts';
import type { Hold, Payload, Settlement } from '@orderonce/idempotency';

/** How one attempt at an intent ends. */
export type Conclusion =
  | { readonly kind: 'verdict'; readonly settlement: Settlement }
  | { readonly kind: 'hold'; readonly hold: Hold }
  /** Another attempt took the record over: ask again what came of it. */
  | { readonly kind: 'lost' }
  /** The partition was taken away or the process stops: the next owner goes on. */
  | { readonly kind: 'abandoned' };

/** The state that a verdict tells: of the acceptance itself, whatever the order has become since. */
type AcceptedStatus = 'NEW' | 'PENDING_REPLACE' | 'PENDING_CANCEL';

export function accepted(
  brokerOrderId: string,
  ordStatus: AcceptedStatus,
  nowMs: number,
): Conclusion {
  return {
    kind: 'verdict',
    settlement: { verdict: 'ACCEPTED', ordStatus, brokerOrderId, cumQty: ZERO, settledAtMs: nowMs },
  };
}

/** The venue said no, with proof. */
export function rejected(rejection: Rejection, nowMs: number): Conclusion {
  return {
    kind: 'verdict',
    settlement: {
      verdict: 'REJECTED',
      ordStatus: 'REJECTED',
      cumQty: ZERO,
      reason: { code: 'VENUE_REJECTED', text: wordsOf(rejection) },
      settledAtMs: nowMs,
    },
  };
}

/**
 * The venue would not change `order`, and this is what it is: the order's state, id and fills are kept with the
 * verdict, so that they can be told beside it (see `changeRejectedOutcome`).
 */
export function changeRejected(
  rejection: Rejection,
  { ordStatus, brokerOrderId, cumQty }: BrokerOrder,
  nowMs: number,
): Conclusion {
  return {
    kind: 'verdict',
    settlement: {
      verdict: 'REJECTED',
      ordStatus,
      brokerOrderId,
      cumQty,
      reason: { code: 'VENUE_REJECTED', text: wordsOf(rejection) },
      settledAtMs: nowMs,
    },
  };
}

interface Rejection {
  readonly code: string;
  readonly text: string;
}

function wordsOf({ code, text }: Rejection): string {
  return `${code}: ${text}`.slice(0, MAX_TEXT_LENGTH);
}

/** Keeps the computed order with the verdict on it; what was denied was no order. */
export function withOrder(conclusion: Conclusion, order: Payload): Conclusion {
  if (conclusion.kind !== 'verdict' || conclusion.settlement.verdict === 'DENIED')
    return conclusion;
  return { ...conclusion, settlement: { ...conclusion.settlement, order } };
}

/** We said no, and provably nothing was sent. */
export function denied(
  code: ReasonCode,
  text: string,
  nowMs: number,
  duplicateOf?: ClientOrderId,
): Conclusion {
  return {
    kind: 'verdict',
    settlement: {
      verdict: 'DENIED',
      ordStatus: 'REJECTED',
      cumQty: ZERO,
      reason: { code, text },
      ...(duplicateOf !== undefined && { duplicateOf }),
      settledAtMs: nowMs,
    },
  };
}

export function held(code: ReasonCode, text: string, nowMs: number): Conclusion {
  return { kind: 'hold', hold: { reason: { code, text }, heldAtMs: nowMs } };
}

/** A venue's words are kept, but not a novel: they travel in every record of the order. */
const MAX_TEXT_LENGTH = 500;
