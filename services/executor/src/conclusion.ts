import { type ClientOrderId, type ReasonCode, ZERO } from '@orderonce/contracts';
import type { Hold, Settlement } from '@orderonce/idempotency';

/** How one attempt at an intent ends. */
export type Conclusion =
  | { readonly kind: 'verdict'; readonly settlement: Settlement }
  | { readonly kind: 'hold'; readonly hold: Hold }
  /** Another attempt took the record over: ask again what came of it. */
  | { readonly kind: 'lost' }
  /** The partition was taken away or the process stops: the next owner goes on. */
  | { readonly kind: 'abandoned' };

export function accepted(
  brokerOrderId: string,
  ordStatus: 'NEW' | 'PENDING_CANCEL',
  nowMs: number,
): Conclusion {
  return {
    kind: 'verdict',
    settlement: { verdict: 'ACCEPTED', ordStatus, brokerOrderId, cumQty: ZERO, settledAtMs: nowMs },
  };
}

/** The venue said no, with proof. */
export function rejected(
  rejection: { readonly code: string; readonly text: string },
  nowMs: number,
): Conclusion {
  const text = `${rejection.code}: ${rejection.text}`;
  return {
    kind: 'verdict',
    settlement: {
      verdict: 'REJECTED',
      ordStatus: 'REJECTED',
      cumQty: ZERO,
      reason: { code: 'VENUE_REJECTED', text: text.slice(0, MAX_TEXT_LENGTH) },
      settledAtMs: nowMs,
    },
  };
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
