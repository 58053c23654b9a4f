import type { BrokerOrder } from '@orderonce/brokers';
import type { CancelIntent, OrdStatus } from '@orderonce/contracts';
import type { Attempt } from '../attempt.ts';
import { accepted, type Conclusion, denied, held, rejected } from '../conclusion.ts';

const PAUSE_MS = 250;

/** States in which there is nothing left to cancel, and no cancel of ours brought them about. */
const OVER: ReadonlySet<OrdStatus> = new Set(['FILLED', 'REJECTED', 'EXPIRED', 'REPLACED']);

/**
 * Asks the venue to cancel the order that the intent names. Asking twice is harmless, because the question is
 * about a state: so doubt is settled by looking at the target's state and asking again.
 */
export async function cancelOrder(
  attempt: Attempt,
  intent: CancelIntent,
  wasTriedBefore: boolean,
): Promise<Conclusion> {
  const { clock } = attempt.intake.ports;
  const beganMs = clock.monotonicMs();
  let mayHaveBeenSent = wasTriedBefore;
  let pauseMs = 0;
  for (;;) {
    if (clock.monotonicMs() - beganMs >= attempt.intake.options.maxDoubtMs)
      return mayHaveBeenSent
        ? held('FATE_UNKNOWN', 'the state of the order to cancel stayed unknown', clock.epochMs())
        : denied('VENUE_UNREACHABLE', 'the venue could not be asked to cancel', clock.epochMs());
    const permission = await attempt.permission('cancel', pauseMs);
    if (permission !== 'granted') return { kind: permission };
    pauseMs = PAUSE_MS;

    // A "not found" is as old as its question, however late this process hears of it.
    const isAfterWindow = hasWindowPassed(attempt, beganMs);
    const target = await lookUpTarget(attempt, intent);
    if (target.kind === 'absent' && !mayHaveBeenSent && isAfterWindow)
      return denied('UNKNOWN_ORDER', `no order ${intent.origClientOrderId}`, clock.epochMs());
    if (target.kind !== 'found') continue;

    const early = concludeWithoutAsking(intent, target.order, clock.epochMs());
    if (early) return early;
    const again = await attempt.permission('cancel', 0);
    if (again !== 'granted') return { kind: again };
    mayHaveBeenSent = true;
    const answer = await attempt.broker.cancel(target.order.brokerOrderId, {
      timeoutMs: attempt.intake.options.brokerTimeoutMs,
    });
    attempt.hear(answer);
    attempt.intake.ports.checkpoint('answered');
    if (answer.kind === 'requested')
      return accepted(target.order.brokerOrderId, 'PENDING_CANCEL', clock.epochMs());
    if (answer.kind === 'rejected') return rejected(answer, clock.epochMs());
    if (answer.kind === 'rate-limited') pauseMs = Math.max(PAUSE_MS, answer.retryAfterMs);
  }
}

function concludeWithoutAsking(
  intent: CancelIntent,
  order: BrokerOrder,
  nowMs: number,
): Conclusion | null {
  if (order.body.symbol !== intent.symbol)
    return denied(
      'WRONG_INSTRUMENT',
      `${intent.origClientOrderId} is an order in ${order.body.symbol}`,
      nowMs,
    );
  if (order.ordStatus === 'CANCELED' || order.ordStatus === 'PENDING_CANCEL')
    return accepted(order.brokerOrderId, 'PENDING_CANCEL', nowMs);
  if (OVER.has(order.ordStatus))
    return rejected(
      { code: order.ordStatus, text: `the order is ${order.ordStatus} and cannot be cancelled` },
      nowMs,
    );
  return null;
}

async function lookUpTarget(attempt: Attempt, intent: CancelIntent) {
  const result = await attempt.broker.findByClientOrderId(intent.origClientOrderId, {
    timeoutMs: attempt.intake.options.brokerTimeoutMs,
  });
  attempt.hear(result);
  return result;
}

function hasWindowPassed(attempt: Attempt, beganMs: number): boolean {
  const waitedMs = attempt.intake.ports.clock.monotonicMs() - beganMs;
  return waitedMs >= attempt.broker.capabilities.visibilityWindowMs;
}
