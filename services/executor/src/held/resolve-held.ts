import type { HoldRecord, Resolution } from '@orderonce/contracts';
import { resentBy } from '@orderonce/decisions';
import type { Claim, Hold, Settlement } from '@orderonce/idempotency';
import { Abandoned } from '../abandoned.ts';
import { claimIntent } from '../answer/claim-intent.ts';
import type { ExecutorOptions } from '../ports.ts';
import { STORE_RETRY_MS } from '../store-retry.ts';
import { decideVerdict } from './decide-verdict.ts';
import { type HeldWork, type ResolverPorts, takeInHeld } from './held-work.ts';
import { isResendable, reopenToResend, sendAgain } from './resend.ts';
import { refused, type Step } from './step.ts';
import { tellHeldAgain, tellVerdict } from './tell.ts';

/** What became of a resolution: what its acknowledgement says. */
export interface Resolved {
  /** `refused`: the order stays held. */
  readonly result: 'done' | 'refused';
  readonly text: string;
  /** The order was sent again, and is in doubt again: a new hold stands, which must not be ended. */
  readonly isHeldAgain?: true;
}

/**
 * Carries out a person's word on a held order. Running it again, after a crash at any point or on another
 * executor, gives the same events, and sends no second order.
 *
 * ```
 * adopt, absent, abandon   look ── settle ── publish RESOLVED, verdict
 * resend                   look ── reopen ── publish RESOLVED ── send ── verdict or HELD, as for any order
 * ```
 *
 * The record is what counts: what it says is published, by whoever comes last.
 *
 * @throws {Abandoned} when the signal was aborted on the way: the next owner goes on
 */
export function createResolver(ports: ResolverPorts, options: ExecutorOptions) {
  return async (
    hold: HoldRecord,
    resolution: Resolution,
    signal: AbortSignal,
  ): Promise<Resolved> => {
    const work = takeInHeld(hold, resolution, { ports, options, signal });
    try {
      const resolved = await resolve(work);
      const { clientOrderId } = resolution;
      ports.log.warn(
        { event: 'held-resolution', clientOrderId, changeId: resolution.changeId, ...resolved },
        'a person decided about a held order',
      );
      ports.metrics.resolved(resolution.decision, resolved.result);
      return resolved;
    } finally {
      work.intake.span.end();
    }
  };
}

async function resolve(work: HeldWork): Promise<Resolved> {
  let reopenedAtMs: number | null = null;
  for (;;) {
    const step: Step = await nextStep(work, reopenedAtMs);
    if (step.kind === 'ended') return step.resolved;
    reopenedAtMs = step.kind === 'reopened' ? step.askedMs : null;
    if (step.kind === 'wait') await work.intake.ports.clock.sleep(STORE_RETRY_MS, work.signal);
  }
}

async function nextStep(work: HeldWork, reopenedAtMs: number | null): Promise<Step> {
  const answer = await claimIntent(work.intake);
  switch (answer.kind) {
    case 'abandoned':
      throw new Abandoned();
    case 'other-payload':
      return refused(`the record is another order's: ${answer.differingFields.join(', ')}`);
    case 'settled':
      return tellVerdict(work, answer.settlement);
    case 'held':
      return stepOnHeld(work, answer.hold);
    case 'fresh':
    case 'earlier-attempt':
    case 'content-duplicate':
      // What only this process's memory holds is nobody's proof, and a person's word can wait.
      if (answer.claim.isUnprotected) return { kind: 'wait' };
      if (work.resolution.decision !== 'resend' || !isResendable(work))
        return holdBack(work, answer.claim);
      return sendAgain(work, answer, isOwnReopening(work, answer, reopenedAtMs));
  }
}

async function stepOnHeld(work: HeldWork, onRecord: Hold): Promise<Step> {
  const { hold, resolution } = work;
  const holds = [onRecord, hold];
  const again = holds.find((one) => resentBy(one) === resolution.changeId);
  if (again !== undefined) return tellHeldAgain(work, again);
  const unseen = holds.find((one) => isUnseenBy(resolution, one));
  if (unseen !== undefined) return refused(`it was held again since: ${unseen.reason.text}`);
  if (resolution.decision === 'resend') return reopenToResend(work);
  const verdict = await decideVerdict(work);
  return verdict.kind === 'refused' ? refused(verdict.text) : settle(work, verdict.settlement);
}

/**
 * Whether the order came to be held in this way after the decision: whoever decided cannot have known that it was
 * sent once more, or that another executor met it in between. A first hold that only seems to be later, by
 * another machine's clock, stops nothing but a resend.
 */
function isUnseenBy({ decision, atMs }: Resolution, hold: Hold): boolean {
  return hold.heldAtMs >= atMs && (decision === 'resend' || resentBy(hold) !== undefined);
}

/** Only over a record that is held: of two executors with two decisions one writes, and both tell what it wrote. */
async function settle({ intake }: HeldWork, resolution: Settlement): Promise<Step> {
  const { accountId, clientOrderId } = intake.claimRequest;
  const answer = await intake.ports.claims.resolve({ accountId, clientOrderId, resolution });
  return { kind: answer.kind === 'unavailable' ? 'wait' : 'again' };
}

/** The record was lost, or a resend that crashed left it open: held as before, it can be decided upon. */
async function holdBack({ intake, hold }: HeldWork, claim: Claim): Promise<Step> {
  const { reason, heldAtMs } = hold;
  const written = await intake.ports.claims.hold(claim, { reason, heldAtMs });
  return { kind: written.kind === 'unavailable' ? 'wait' : 'again' };
}

/** A record that was lost and claimed anew begins at one; held, reopened and claimed it is at three at least. */
const LEAST_REOPENED_VERSION = 3;

/**
 * Whether the claim follows on this run's own reopening, so that nothing was sent in between. A process that is
 * stopped between the two cannot know:
 *
 * ```
 * this run:   reopen ── stopped ───────────────────────────────────── claim: an earlier attempt, whose?
 * elsewhere:            claim ── held again ── another resend ── sent
 * ```
 */
function isOwnReopening(
  { intake }: HeldWork,
  answer: { readonly kind: string; readonly claim: Claim },
  reopenedAtMs: number | null,
): boolean {
  const { clock } = intake.ports;
  return (
    reopenedAtMs !== null &&
    answer.kind === 'earlier-attempt' &&
    answer.claim.version >= LEAST_REOPENED_VERSION &&
    clock.monotonicMs() - reopenedAtMs < intake.options.brokerTimeoutMs
  );
}
