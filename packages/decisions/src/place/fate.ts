import type { BrokerOrder, LookUpResult, SubmitResult } from '@orderonce/brokers';

/**
 * What is known about the one order that a `place` intent may lead to. A timeout is not a failure, "not
 * found" is not absence, and "duplicate" is proof that an order exists: each has a state of its own.
 * All times are of the monotonic clock.
 */
export type Fate =
  /** No byte of it ever reached the venue. */
  | ({ readonly kind: 'never-sent' } & Waiting)
  /** It may have reached the venue. */
  | ({ readonly kind: 'in-doubt' } & Waiting & Sent)
  /** Sent again, the venue said no; the earlier send may still have made an order. */
  | ({ readonly kind: 'rejected-in-doubt'; readonly rejection: Rejection } & Waiting & Sent)
  /** The venue holds an order under this id; which one is not known yet. */
  | ({ readonly kind: 'exists' } & Waiting)
  /** The venue showed the order. */
  | { readonly kind: 'found'; readonly order: BrokerOrder }
  /** The venue's own word on our send. */
  | { readonly kind: 'accepted'; readonly order: BrokerOrder }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

export interface Waiting {
  /** When this not knowing began. */
  readonly sinceMs: number;
  /** Tries since then that taught nothing. */
  readonly failures: number;
  /** The venue asked not to be called before this moment. */
  readonly notBeforeMs: number;
}

export interface Sent {
  /** The last moment at which a send may have been under way. */
  readonly lastSendMs: number;
  /** When the last look-up that answered "not found" was asked; null before the first. */
  readonly absentAtMs: number | null;
}

export interface Rejection {
  readonly code: string;
  readonly text: string;
}

/** Where a fresh claim begins. */
export function neverSent(nowMs: number): Fate {
  return { kind: 'never-sent', ...waitingSince(nowMs) };
}

/** Where a claim begins whose earlier attempt ended without a word. */
export function inDoubt(nowMs: number): Fate {
  return { kind: 'in-doubt', ...waitingSince(nowMs), lastSendMs: nowMs, absentAtMs: null };
}

/** What the answer to a send says about the fate. */
export function afterSubmit(fate: Fate, result: SubmitResult, nowMs: number): Fate {
  switch (result.kind) {
    case 'accepted':
      return { kind: 'accepted', order: result.order };
    case 'duplicate':
      return { kind: 'exists', ...waitingSince(doubtBeganMs(fate, nowMs)) };
    case 'rejected':
      return afterRejection(fate, { code: result.code, text: result.text });
    case 'not-sent':
      return failedOnceMore(fate, 0);
    case 'rate-limited':
      return failedOnceMore(fate, nowMs + result.retryAfterMs);
    case 'unknown':
      return {
        kind: 'in-doubt',
        sinceMs: doubtBeganMs(fate, nowMs),
        failures: 1 + (fate.kind === 'in-doubt' ? fate.failures : 0),
        notBeforeMs: 0,
        lastSendMs: nowMs,
        absentAtMs: null,
      };
  }
}

/**
 * What the answer to a look-up says: seeing is proof, not seeing is none. A "not found" is as old as its
 * question: a process that is stopped in between must not take an early one for one from after the window.
 */
export function afterLookUp(fate: Fate, result: LookUpResult, askedMs: number): Fate {
  if (result.kind === 'found') return { kind: 'found', order: result.order };
  const waited = failedOnceMore(fate, 0);
  return result.kind === 'absent' && 'absentAtMs' in waited
    ? { ...waited, absentAtMs: askedMs }
    : waited;
}

function afterRejection(fate: Fate, rejection: Rejection): Fate {
  // A "no" to a second send is no proof about the first: that one may have used up the buying power.
  return fate.kind === 'in-doubt'
    ? { ...fate, kind: 'rejected-in-doubt', rejection, failures: 0 }
    : { kind: 'rejected', rejection };
}

/** Time in which nothing had been sent yet was no doubt. */
function doubtBeganMs(fate: Fate, nowMs: number): number {
  return 'sinceMs' in fate && fate.kind !== 'never-sent' ? fate.sinceMs : nowMs;
}

function waitingSince(sinceMs: number): Waiting {
  return { sinceMs, failures: 0, notBeforeMs: 0 };
}

function failedOnceMore(fate: Fate, notBeforeMs: number): Fate {
  return 'failures' in fate ? { ...fate, failures: fate.failures + 1, notBeforeMs } : fate;
}
