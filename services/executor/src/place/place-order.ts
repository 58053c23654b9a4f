import type { LookUpResult, SubmitResult } from '@orderonce/brokers';
import type { OrderBody } from '@orderonce/contracts';
import { ATTRIBUTES, SPAN_NAMES } from '@orderonce/telemetry';
import type { Attempt, Permission } from '../attempt.ts';
import { accepted, type Conclusion, denied, held, rejected } from '../conclusion.ts';
import { attemptedOutcome } from '../outcomes/outcomes.ts';
import { publishOutcome } from '../publish-outcome.ts';
import { afterLookUp, afterSubmit, type Fate } from './fate.ts';
import { nextStep, type Step } from './next-step.ts';

/** Brings a `place` intent from `fate` to its end: exactly one order, a proven no, or a hold. */
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
      const sent = await sendUnlessBanned(attempt, body, fate);
      if ('conclusion' in sent) return sent.conclusion;
      fate = sent.fate;
    }
  }
}

/** Time passed since the decision: a ban that came meanwhile leaves the fate as it was, and is decided upon. */
async function sendUnlessBanned(
  attempt: Attempt,
  body: OrderBody,
  fate: Fate,
): Promise<{ readonly fate: Fate } | { readonly conclusion: Conclusion }> {
  const { control, clock, checkpoint } = attempt.intake.ports;
  if (isBanned(attempt, fate)) return { fate };
  const permission = await announceOnlySend(attempt);
  if (permission !== 'granted') return { conclusion: { kind: permission } };
  if (isBanned(attempt, fate)) return { fate };
  // From the ban's question to the request's first byte nothing waits.
  const ended = control.beginSend(attempt.intake.subject.intent);
  try {
    const next = afterSubmit(fate, await submit(attempt, body), clock.monotonicMs());
    checkpoint('answered');
    return { fate: next };
  } finally {
    ended();
  }
}

function isBanned(attempt: Attempt, fate: Fate): boolean {
  const ban = attempt.sendBan();
  return ban !== null && (fate.kind === 'never-sent' || !ban.isOnlyForFirst);
}

function conclusionOf(step: Exclude<Step, { do: 'send' | 'look-up' }>, nowMs: number): Conclusion {
  switch (step.do) {
    case 'accept':
      return accepted(step.order.brokerOrderId, 'NEW', nowMs);
    case 'reject':
      return rejected(step.rejection, nowMs);
    case 'deny':
      return denied(step.code, step.text, nowMs);
    case 'hold':
      return held(step.code, step.text, nowMs);
  }
}

/**
 * Where a repeated id may be a second order, the log must say that a send is about to happen before it
 * does: whoever comes after a crash then looks and never sends. Publishing takes time, so the permission is
 * asked for again after it.
 */
async function announceOnlySend(attempt: Attempt): Promise<Permission> {
  if (attempt.broker.capabilities.repeatedClientOrderId === 'refused-for-ever') return 'granted';
  await publishOutcome(
    attempt.intake,
    attemptedOutcome(attempt.intake.subject, attempt.intake.ports.clock.epochMs()),
  );
  return attempt.confirm('order');
}

async function submit(attempt: Attempt, order: OrderBody): Promise<SubmitResult> {
  const { clientOrderId, orderUuid } = attempt.intake.subject.intent;
  const span = attempt.intake.ports.tracer.start(SPAN_NAMES.submit, {
    orderUuid,
    parent: attempt.intake.span.traceparent,
    kind: 'client',
  });
  const result = await attempt.broker.submit(
    { clientOrderId, order },
    { timeoutMs: attempt.intake.options.brokerTimeoutMs },
  );
  attempt.hear(result);
  span.set({ [ATTRIBUTES.submitResult]: result.kind });
  span.end(result.kind === 'unknown' ? result.text : undefined);
  return result;
}

async function lookUp(attempt: Attempt): Promise<LookUpResult> {
  const result = await attempt.broker.findByClientOrderId(
    attempt.intake.subject.intent.clientOrderId,
    {
      timeoutMs: attempt.intake.options.brokerTimeoutMs,
    },
  );
  attempt.hear(result);
  return result;
}
