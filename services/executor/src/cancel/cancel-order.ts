import type { BrokerOrder, CancelResult } from '@orderonce/brokers';
import type { CancelIntent, OrdStatus } from '@orderonce/contracts';
import {
  accepted,
  type Conclusion,
  changeRejected,
  denied,
  held,
  rejected,
} from '@orderonce/decisions';
import type { Rejection } from '@orderonce/decisions/place';
import type { Attempt } from '../attempt.ts';
import { sendToVenue } from '../attempt-calls.ts';
import { findTarget } from '../target/find-target.ts';

const PAUSE_MS = 250;

/** States in which there is nothing left to cancel, and no cancel of ours brought them about. */
const OVER: ReadonlySet<OrdStatus> = new Set(['FILLED', 'REJECTED', 'EXPIRED', 'REPLACED']);

/** Out of these an order comes by itself, perhaps as another one: a refusal now is not the last word. */
const PASSING: ReadonlySet<OrdStatus> = new Set(['PENDING_NEW', 'PENDING_REPLACE']);

/** What is known of the requests that left so far. */
interface Asked {
  /** One was not answered, or an earlier attempt may have made one. */
  readonly isInDoubt: boolean;
  /** The venue's latest no, and the order that it was about: one that came in its place may be canceled yet. */
  readonly refusal: (Rejection & { readonly of: string }) | null;
}

/**
 * Asks the venue to cancel the order that the intent names, or what it was replaced by. Asking twice is harmless,
 * because the question is about a state: so doubt is settled by looking at the target's state and asking again.
 *
 * `ACCEPTED` says that the venue took the request: a fill or a replace that is under way may still win.
 */
export async function cancelOrder(
  attempt: Attempt,
  intent: CancelIntent,
  wasTriedBefore: boolean,
): Promise<Conclusion> {
  const { clock } = attempt.intake.ports;
  const beganMs = clock.monotonicMs();
  let asked: Asked = { isInDoubt: wasTriedBefore, refusal: null };
  let pauseMs = 0;
  for (;;) {
    if (clock.monotonicMs() - beganMs >= attempt.intake.options.maxDoubtMs)
      return afterMaxDoubt(asked, clock.epochMs());
    const permission = await attempt.permission('cancel', pauseMs);
    if (permission !== 'granted') return { kind: permission };
    pauseMs = PAUSE_MS;

    // A "not found" is as old as its question, however late this process hears of it.
    const isAfterWindow = hasWindowPassed(attempt, beganMs);
    const target = await findTarget(attempt, intent.origClientOrderId, 'cancel');
    if (target.kind === 'stopped') return { kind: target.permission };
    if (target.kind === 'absent' && !asked.isInDoubt && isAfterWindow)
      return denied('UNKNOWN_ORDER', `no order ${intent.origClientOrderId}`, clock.epochMs());
    if (target.kind !== 'found') continue;

    const early = concludeWithoutAsking(intent, target.end, asked, clock.epochMs());
    if (early) return early;
    const again = await attempt.permission('cancel', 0);
    if (again !== 'granted') return { kind: again };
    const { brokerOrderId } = target.end;
    const answer = await sendToVenue<CancelResult>(attempt, {
      name: 'cancel',
      id: brokerOrderId,
      send: () =>
        attempt.broker.cancel(brokerOrderId, {
          timeoutMs: attempt.intake.options.brokerTimeoutMs,
        }),
    });
    attempt.intake.ports.checkpoint('answered');
    if (answer.kind === 'requested')
      return accepted(target.end.brokerOrderId, 'PENDING_CANCEL', clock.epochMs());
    if (answer.kind === 'rejected') {
      // The order's state now, which goes with the refusal, is not the one from before it.
      if (asked.refusal === null) pauseMs = 0;
      const { code, text } = answer;
      asked = { ...asked, refusal: { code, text, of: target.end.brokerOrderId } };
    }
    if (answer.kind === 'unknown') asked = { ...asked, isInDoubt: true };
    if (answer.kind === 'rate-limited') pauseMs = Math.max(PAUSE_MS, answer.retryAfterMs);
  }
}

function concludeWithoutAsking(
  intent: CancelIntent,
  order: BrokerOrder,
  { isInDoubt, refusal }: Asked,
  nowMs: number,
): Conclusion | null {
  const { body, brokerOrderId, ordStatus } = order;
  if (body.symbol !== intent.symbol)
    return denied(
      'WRONG_INSTRUMENT',
      `${intent.origClientOrderId} is an order in ${body.symbol}`,
      nowMs,
    );
  if (ordStatus === 'CANCELED' || ordStatus === 'PENDING_CANCEL')
    return accepted(brokerOrderId, 'PENDING_CANCEL', nowMs);
  if (OVER.has(ordStatus)) {
    const text = `the order is ${ordStatus} and cannot be cancelled`;
    return changeRejected({ code: ordStatus, text }, order, nowMs);
  }
  const isFinal = refusal?.of === brokerOrderId && !isInDoubt && !PASSING.has(ordStatus);
  return isFinal ? changeRejected(refusal, order, nowMs) : null;
}

function afterMaxDoubt({ isInDoubt, refusal }: Asked, nowMs: number): Conclusion {
  if (isInDoubt)
    return held('FATE_UNKNOWN', 'the state of the order to cancel stayed unknown', nowMs);
  return refusal === null
    ? denied('VENUE_UNREACHABLE', 'the venue could not be asked to cancel', nowMs)
    : rejected(refusal, nowMs);
}

function hasWindowPassed(attempt: Attempt, beganMs: number): boolean {
  const waitedMs = attempt.intake.ports.clock.monotonicMs() - beganMs;
  return waitedMs >= attempt.broker.capabilities.visibilityWindowMs;
}
