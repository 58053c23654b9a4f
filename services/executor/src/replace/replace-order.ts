import type { BrokerOrder, ReplaceResult } from '@orderonce/brokers';
import type { OrderBody, ReplaceIntent } from '@orderonce/contracts';
import type { Conclusion } from '@orderonce/decisions';
import type { Fate } from '@orderonce/decisions/place';
import {
  afterLook,
  afterReplace,
  conclusionOf,
  nextStep,
  type Standing,
} from '@orderonce/decisions/replace';
import type { Attempt } from '../attempt.ts';
import { sendToVenue } from '../attempt-calls.ts';
import { sendUnlessBanned } from '../send-unless-banned.ts';
import { lookAround } from './look.ts';

/**
 * Brings a `replace` intent from `begin` to its end: at most one order in the place of the live end of the chain
 * that the intent names, under the intent's own id; or a proven no, or a hold.
 *
 * `ACCEPTED` says that the venue took the request. When the order to replace fills first, the venue ends the
 * replacement `REJECTED`, and execution reports tell it.
 */
export async function replaceOrder(
  attempt: Attempt,
  intent: ReplaceIntent,
  body: OrderBody,
  begin: Fate,
): Promise<Conclusion> {
  const { clock } = attempt.intake.ports;
  let fate = begin;
  let standing: Standing = { kind: 'unasked' };
  for (;;) {
    const step = nextStep(fate, {
      capabilities: attempt.broker.capabilities,
      body,
      standing,
      nowMs: clock.monotonicMs(),
      maxDoubtMs: attempt.intake.options.maxDoubtMs,
      sendBan: attempt.sendBan(),
    });
    if (step.do !== 'send' && step.do !== 'look') return conclusionOf(step, clock.epochMs());

    const kind = step.do === 'send' ? 'order' : 'look-up';
    const permission = await attempt.permission(kind, step.afterMs);
    if (permission !== 'granted') return { kind: permission };
    if (step.do === 'look') {
      const askedMs = clock.monotonicMs();
      const look = await lookAround(attempt, intent, fate.kind !== 'never-sent');
      if ('permission' in look) return { kind: look.permission };
      fate = afterLook(fate, look, askedMs);
      standing = look.standing;
    } else {
      const isFirst = fate.kind === 'never-sent';
      const { target } = step;
      const sent = await sendUnlessBanned(attempt, isFirst, () => request(attempt, target, body));
      if (sent.kind === 'stopped') return { kind: sent.permission };
      if (sent.kind === 'sent') fate = afterReplace(fate, sent.answer, clock.monotonicMs());
      standing = { kind: 'unasked' };
    }
  }
}

function request(
  attempt: Attempt,
  { brokerOrderId }: BrokerOrder,
  order: OrderBody,
): Promise<ReplaceResult> {
  const { clientOrderId } = attempt.intake.subject.intent;
  return sendToVenue<ReplaceResult>(attempt, {
    name: 'replace',
    id: brokerOrderId,
    send: () =>
      attempt.broker.replace(
        { brokerOrderId, clientOrderId, order },
        { timeoutMs: attempt.intake.options.brokerTimeoutMs },
      ),
  });
}
