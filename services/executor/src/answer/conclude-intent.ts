import type { Denial } from '@orderonce/decisions';
import { admit, type Conclusion, contentDuplicate, denied, held } from '@orderonce/decisions';
import type { Hold } from '@orderonce/idempotency';
import { factsOf } from '../admission/facts-of.ts';
import { Attempt } from '../attempt.ts';
import { carryOut } from '../carry-out.ts';
import type { Intake } from '../intake/intake.ts';
import type { Claimed } from './claim-intent.ts';

/** An attempt's end, with what is needed to make it known. */
export interface Concluded {
  readonly attempt: Attempt | null;
  readonly claim: Ours['claim'];
  readonly conclusion: Conclusion;
}

type Ours = Extract<Claimed, { readonly claim: unknown }>;

/** Brings an intent that is ours to its end. Only a claim that is provably unsent may be denied. */
export async function concludeIntent(intake: Intake, ours: Ours): Promise<Concluded> {
  const { ports, subject } = intake;
  const { intent } = subject;
  const nowMs = ports.clock.epochMs();
  const broker = ports.brokers.get(intent.accountId);
  const wasTriedBefore = ours.kind === 'earlier-attempt' || isKnownHereAlone(ours);
  const withoutVenue = (conclusion: Conclusion): Concluded => ({
    attempt: null,
    claim: ours.claim,
    conclusion,
  });

  if (ours.kind === 'content-duplicate') {
    const policy = ports.contentGuard.policyOf(intent.strategyId);
    return withoutVenue(contentDuplicate(ours.original, policy, nowMs));
  }
  if (!(await hasFreshControl(intake))) return withoutVenue({ kind: 'abandoned' });
  const standing = standingHold(intake);
  if (standing !== undefined) return withoutVenue({ kind: 'hold', hold: standing });
  if (!wasTriedBefore) {
    const denial = await denialOf(intake);
    if (denial) return withoutVenue(denied(denial.code, denial.text, ports.clock.epochMs()));
  }
  if (broker === undefined)
    return withoutVenue(
      held('FATE_UNKNOWN', `no venue is configured any more for ${intent.accountId}`, nowMs),
    );

  const attempt = new Attempt(intake, broker, ours.claim);
  const body = ours.kind === 'earlier-attempt' ? ours.body : undefined;
  const begin = { wasTriedBefore, ...(body && { body }) };
  const conclusion = await carryOut(attempt, begin);
  return { attempt, claim: attempt.claim, conclusion };
}

/** False: this process must begin nothing more. */
function hasFreshControl({ ports, lane }: Intake): boolean | Promise<boolean> {
  const reading = ports.control.whenFresh(lane.signal);
  if (lane.signal.aborted) return false;
  return reading === undefined || becomesFresh(ports.control, lane, reading);
}

async function becomesFresh(
  control: Intake['ports']['control'],
  lane: Intake['lane'],
  reading: Promise<void>,
): Promise<boolean> {
  for (let next: Promise<void> | undefined = reading; next !== undefined; ) {
    const current = next;
    await lane.waitWithoutSlot(() => current);
    next = control.whenFresh(lane.signal);
    if (lane.signal.aborted) return false;
  }
  return true;
}

/**
 * The store forgot, or never came to know, that this order waits for a person: the control topic did not. What
 * it says is said again as it is.
 */
function standingHold({ ports, subject }: Intake): Hold | undefined {
  const { accountId, clientOrderId } = subject.intent;
  const hold = ports.control.standingHold(accountId, clientOrderId);
  return hold && { reason: hold.reason, heldAtMs: hold.heldAtMs };
}

/** Asks every rule; the one that counts is asked last. */
function denialOf(intake: Intake): Denial | null | Promise<Denial | null> {
  const { control, orderRates } = intake.ports;
  const { intent } = intake.subject;
  const denial = admit(intent, factsOf(intake));
  return denial ?? orderRates.count(intent, control.limitsOn(intent)) ?? null;
}

/**
 * What this process's memory calls fresh is fresh to this process: another one may have sent the order before
 * the store went away.
 *
 * ```
 * another executor: claims in the store ── sends ── accepted
 * the store goes away
 * this executor:    a copy of the intent ── not in memory ── expired by now: DENIED, and the order lives
 * ```
 */
function isKnownHereAlone({ kind, claim }: Ours): boolean {
  return kind === 'fresh' && claim.isUnprotected === true;
}
