import type { Conclusion } from '@orderonce/decisions';
import { heldAgain, resolvedOutcome, wordsOf } from '@orderonce/decisions';
import type { Claim, Payload } from '@orderonce/idempotency';
import { Abandoned } from '../abandoned.ts';
import { deliver } from '../answer/deliver.ts';
import { Attempt } from '../attempt.ts';
import { carryOut } from '../carry-out.ts';
import { publishOutcome } from '../publish-outcome.ts';
import { whyNotAbsent } from './decide-verdict.ts';
import type { HeldWork } from './held-work.ts';
import { lookForOrder, type Sighting } from './look-for-order.ts';
import { done, refused, type Step } from './step.ts';
import { heldAgainStep } from './tell.ts';

/** Whether this executor can send the intent at all: its venue is configured. */
export function isResendable({ intake }: HeldWork): boolean {
  return intake.ports.brokers.has(intake.subject.intent.accountId);
}

/** Makes sure that the venue does not show the order, and then lets its record be worked on again. */
export async function reopenToResend(work: HeldWork): Promise<Step> {
  const { ports, claimRequest } = work.intake;
  if (!isResendable(work)) return refused('this executor cannot send this intent');
  const why = whyNotAbsent(await lookThroughWindow(work));
  if (why !== null) return refused(why);
  const askedMs = ports.clock.monotonicMs();
  const { accountId, clientOrderId } = claimRequest;
  const answer = await ports.claims.resolve({ accountId, clientOrderId, resolution: 'reopen' });
  switch (answer.kind) {
    case 'done':
      return { kind: 'reopened', askedMs };
    case 'not-held':
      return { kind: 'again' };
    case 'unavailable':
      return { kind: 'wait' };
  }
}

/**
 * Sends the intent once, as any other. When this run did not reopen the record itself, an earlier run may have
 * sent it, and it is in doubt: then the venue's own refusal of repeats or a look-up settles it, and otherwise it
 * is held again. `body`: what was computed for a close before; that is what is sent.
 */
export async function sendAgain(
  work: HeldWork,
  { claim, body }: { readonly claim: Claim; readonly body?: Payload },
  isKnownUnsent: boolean,
): Promise<Step> {
  const { intake, resolution, evidence } = work;
  const { subject, ports } = intake;
  const broker = ports.brokers.get(subject.intent.accountId);
  if (broker === undefined) throw new Error('only what can be sent is reopened');
  // Before the send: whoever reads the topic must not find a second send without the word that allowed it.
  const resolved = resolvedOutcome(subject, resolution, wordsOf(resolution), evidence);
  await publishOutcome(intake, resolved);

  const attempt = new Attempt(intake, broker, claim);
  // Of a cancel nobody can know it: what shows is the state of its target.
  const wasTriedBefore = !isKnownUnsent || subject.intent.kind === 'cancel';
  const conclusion = markHold(
    await carryOut(attempt, { wasTriedBefore, ...(body && { body }) }),
    work,
  );
  const delivery = await deliver(intake, { attempt, claim: attempt.claim, conclusion }, true);
  if (delivery === 'lost') return { kind: 'again' };
  await delivery.committable;
  if (conclusion.kind === 'hold') return heldAgainStep(conclusion.hold);
  return done(conclusion.kind === 'verdict' ? wordsOfVerdict(conclusion) : conclusion.kind);
}

function markHold(conclusion: Conclusion, { resolution }: HeldWork): Conclusion {
  if (conclusion.kind !== 'hold') return conclusion;
  return { kind: 'hold', hold: heldAgain(conclusion.hold, resolution) };
}

function wordsOfVerdict({ settlement }: Extract<Conclusion, { kind: 'verdict' }>): string {
  const { verdict, brokerOrderId, reason } = settlement;
  if (brokerOrderId !== undefined) return `${verdict} as ${brokerOrderId}`;
  return reason === undefined ? verdict : `${verdict}: ${reason.text}`;
}

/**
 * Where a repeated id may be a second order, one "not found" is not enough: a run that crashed a moment ago may have
 * sent the order, and the record of that may be lost.
 */
async function lookThroughWindow(work: HeldWork): Promise<Sighting> {
  const { ports, subject } = work.intake;
  const first = await lookForOrder(work);
  const capabilities = ports.brokers.get(subject.intent.accountId)?.capabilities;
  if (capabilities === undefined || capabilities.repeatedClientOrderId === 'refused-for-ever')
    return first;
  if (first.kind !== 'not-shown' || subject.intent.kind === 'cancel') return first;
  await ports.clock.sleep(capabilities.visibilityWindowMs, work.signal);
  if (work.signal.aborted) throw new Abandoned();
  return lookForOrder(work);
}
