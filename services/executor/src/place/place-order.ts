import type { LookUpResult, SubmitResult } from '@orderonce/brokers';
import type { OrderBody } from '@orderonce/contracts';
import type { Conclusion } from '@orderonce/decisions';
import {
  afterLookUp,
  afterSubmit,
  conclusionOf,
  type Fate,
  nextStep,
} from '@orderonce/decisions/place';
import type { Attempt } from '../attempt.ts';
import { askVenue, sendToVenue } from '../attempt-calls.ts';
import { closingIntent } from '../close/closing-order.ts';
import { sendUnlessBanned } from '../send-unless-banned.ts';

/** Brings a `place` or `close` intent from `fate` to its end: exactly one order, a proven no, or a hold. */
export async function placeOrder(
  attempt: Attempt,
  body: OrderBody,
  begin: Fate,
): Promise<Conclusion> {
  const { clock } = attempt.intake.ports;
  let fate = begin;
  for (;;) {
    const step = nextStep(fate, {
      capabilities: attempt.broker.capabilities,
      body,
      nowMs: clock.monotonicMs(),
      maxDoubtMs: attempt.intake.options.maxDoubtMs,
      sendBan: attempt.sendBan(),
    });
    if (step.do !== 'send' && step.do !== 'look-up') return conclusionOf(step, clock.epochMs());

    const kind = step.do === 'send' ? 'order' : 'look-up';
    const permission = await attempt.permission(kind, step.afterMs);
    if (permission !== 'granted') return { kind: permission };
    if (step.do === 'look-up') {
      const askedMs = clock.monotonicMs();
      fate = afterLookUp(fate, await lookUp(attempt), askedMs);
    } else {
      const isFirst = fate.kind === 'never-sent';
      const sent = await sendUnlessBanned(attempt, isFirst, () => submit(attempt, body));
      if (sent.kind === 'stopped') return { kind: sent.permission };
      if (sent.kind === 'sent') fate = afterSubmit(fate, sent.answer, clock.monotonicMs());
    }
  }
}

function submit(attempt: Attempt, order: OrderBody): Promise<SubmitResult> {
  const { kind, clientOrderId } = attempt.intake.subject.intent;
  return sendToVenue<SubmitResult>(attempt, {
    name: 'submit',
    id: clientOrderId,
    send: () =>
      attempt.broker.submit(
        { clientOrderId, order, ...(kind === 'close' && { positionIntent: closingIntent(order) }) },
        { timeoutMs: attempt.intake.options.brokerTimeoutMs },
      ),
  });
}

function lookUp(attempt: Attempt): Promise<LookUpResult> {
  const { clientOrderId } = attempt.intake.subject.intent;
  return askVenue<LookUpResult>(attempt, {
    name: 'findByClientOrderId',
    id: clientOrderId,
    send: () =>
      attempt.broker.findByClientOrderId(clientOrderId, {
        timeoutMs: attempt.intake.options.brokerTimeoutMs,
      }),
  });
}
