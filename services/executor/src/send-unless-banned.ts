import { attemptedOutcome } from '@orderonce/decisions';
import type { Attempt, Permission } from './attempt.ts';
import { publishOutcome } from './publish-outcome.ts';

export type Sent<Answer> =
  | { readonly kind: 'sent'; readonly answer: Answer }
  /** Time passed since the decision to send, and a ban came meanwhile: decide again. */
  | { readonly kind: 'banned' }
  | { readonly kind: 'stopped'; readonly permission: Exclude<Permission, 'granted'> };

/** Sends what may make an order, unless something forbids it at the last moment. */
export async function sendUnlessBanned<Answer>(
  attempt: Attempt,
  isFirst: boolean,
  send: () => Promise<Answer>,
): Promise<Sent<Answer>> {
  const { control, checkpoint } = attempt.intake.ports;
  if (isBanned(attempt, isFirst)) return { kind: 'banned' };
  if (attempt.broker.capabilities.repeatedClientOrderId !== 'refused-for-ever') {
    const permission = await announceOnlySend(attempt);
    if (permission !== 'granted') return { kind: 'stopped', permission };
    if (isBanned(attempt, isFirst)) return { kind: 'banned' };
  }
  // From the ban's question to the request's first byte nothing waits.
  const ended = control.beginSend(attempt.intake.subject.intent);
  try {
    const answer = await send();
    checkpoint('answered');
    return { kind: 'sent', answer };
  } finally {
    ended();
  }
}

function isBanned(attempt: Attempt, isFirst: boolean): boolean {
  const ban = attempt.sendBan();
  return ban !== null && (isFirst || !ban.isOnlyForFirst);
}

/**
 * Where a repeated id may be a second order, the log must say that a send is about to happen before it
 * does: whoever comes after a crash then looks and never sends. Publishing takes time, so the permission is
 * asked for again after it.
 */
async function announceOnlySend(attempt: Attempt): Promise<Permission> {
  await publishOutcome(
    attempt.intake,
    attemptedOutcome(attempt.intake.subject, attempt.intake.ports.clock.epochMs()),
  );
  return attempt.confirm('order');
}
