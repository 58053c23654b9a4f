import type { ClaimAnswer } from '@orderonce/idempotency';
import { ATTRIBUTES, SPAN_NAMES } from '@orderonce/telemetry';
import type { Intake } from '../intake/intake.ts';
import { STORE_RETRY_MS } from '../store-retry.ts';
import { awaitLostMemory } from './await-lost-memory.ts';

const FIRST_PAUSE_MS = 5;

type Answered = Exclude<ClaimAnswer, { kind: 'owned' | 'unavailable' }>;

/** An answer that can be acted upon. */
export type Claimed = Answered | { readonly kind: 'abandoned' };

/**
 * Claims the intent, waiting without a slot while another attempt's lease runs, the store is away, or what it
 * lost is being brought back. Nothing is sent without a claim, and where a repeated id may be a second order,
 * nothing under a claim that only this process's memory holds.
 */
export async function claimIntent(intake: Intake): Promise<Claimed> {
  const { ports, lane, claimRequest, subject, span } = intake;
  const { accountId, orderUuid } = subject.intent;
  const claimSpan = ports.tracer.start(SPAN_NAMES.claim, {
    orderUuid,
    within: span,
    kind: 'internal',
  });
  const beganMs = ports.clock.monotonicMs();
  let pauseMs = FIRST_PAUSE_MS;
  try {
    while (!lane.signal.aborted) {
      const reopened = ports.lostMemory.reopened(accountId, lane.signal);
      if (reopened !== undefined) await lane.waitWithoutSlot(() => reopened);
      const answer = await ports.claims.claim(claimRequest);
      if (isEnough(intake, answer)) {
        const complete = 'claim' in answer ? await awaitLostMemory(intake, answer) : answer;
        if (complete === 'lost') continue;
        claimSpan.set({ [ATTRIBUTES.claimAnswer]: complete.kind });
        ports.metrics.claimed(complete.kind, ports.clock.monotonicMs() - beganMs);
        ports.checkpoint('claimed');
        return complete;
      }
      // The owner may settle at any moment, so look again soon, and at the latest when its lease ends.
      pauseMs = Math.min(pauseMs * 2, STORE_RETRY_MS);
      const waitMs =
        answer.kind === 'owned' ? Math.min(pauseMs, answer.leaseRemainingMs + 1) : STORE_RETRY_MS;
      await lane.waitWithoutSlot(() => ports.clock.sleep(waitMs, lane.signal));
    }
    return { kind: 'abandoned' };
  } finally {
    claimSpan.end();
  }
}

/**
 * Whether the answer can be acted upon. What this process's memory says of an order that is older than it is
 * worth nothing: the store may know its verdict, and is waited for.
 */
function isEnough({ ports, subject }: Intake, answer: ClaimAnswer): answer is Answered {
  if (answer.kind === 'owned' || answer.kind === 'unavailable') return false;
  if (!('claim' in answer) || answer.claim.isUnprotected !== true) return true;
  const { capabilities } = ports.brokers.get(subject.intent.accountId) ?? {};
  // Of an account without a venue nothing is ever sent.
  const meets = capabilities?.repeatedClientOrderId ?? 'refused-for-ever';
  const isGap = answer.kind === 'earlier-attempt' && answer.isMemoryGap === true;
  return meets === 'refused-for-ever' && !isGap;
}
