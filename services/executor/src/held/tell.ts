import {
  heldOutcome,
  RESOLVED_CODES,
  resolvedOutcome,
  verdictEvents,
  wordsOf,
} from '@orderonce/decisions';
import type { Hold, Settlement } from '@orderonce/idempotency';
import { publishOutcome } from '../publish-outcome.ts';
import type { HeldWork } from './held-work.ts';
import { publishHold } from './publish-hold.ts';
import { done, type Step } from './step.ts';

/**
 * Publishes what the record ended with: the resolution, where it is this one that ended it, and the verdict. A
 * decision that came after another's is told that it changed nothing; the verdict is published all the same,
 * because whoever wrote it may have died before it could.
 */
export async function tellVerdict(work: HeldWork, settlement: Settlement): Promise<Step> {
  const { intake, resolution, evidence } = work;
  const { reason, verdict, brokerOrderId } = settlement;
  const verdictPublished = () =>
    Promise.all(
      verdictEvents(intake.subject, settlement, evidence).map((outcome) =>
        publishOutcome(intake, outcome),
      ),
    );
  if (reason === undefined || !isBy(work, reason)) {
    await verdictPublished();
    const because = reason === undefined ? '' : `, ${reason.text}`;
    return done(`nothing was left to decide: the verdict is ${verdict}${because}`);
  }
  const resolved = resolvedOutcome(intake.subject, resolution, reason.text, evidence);
  await Promise.all([publishOutcome(intake, resolved), verdictPublished()]);
  return done(brokerOrderId === undefined ? verdict : `${verdict} as ${brokerOrderId}`);
}

/** This resend was carried out before, and its doubt is what is held now. */
export async function tellHeldAgain({ intake }: HeldWork, hold: Hold): Promise<Step> {
  const outcome = heldOutcome(intake.subject, hold, []);
  await Promise.all([publishOutcome(intake, outcome), publishHold(intake, hold)]);
  return heldAgainStep(hold);
}

export function heldAgainStep({ reason }: Hold): Step {
  return {
    kind: 'ended',
    resolved: { result: 'done', text: `held again: ${reason.text}`, isHeldAgain: true },
  };
}

function isBy({ resolution }: HeldWork, reason: NonNullable<Settlement['reason']>): boolean {
  return (
    reason.code === RESOLVED_CODES[resolution.decision] &&
    reason.text.startsWith(wordsOf(resolution))
  );
}
