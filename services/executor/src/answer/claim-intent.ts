import type { ClaimAnswer } from '@orderonce/idempotency';
import { ATTRIBUTES, SPAN_NAMES } from '@orderonce/telemetry';
import type { Intake } from '../intake/intake.ts';
import { STORE_RETRY_MS } from '../store-retry.ts';

const FIRST_PAUSE_MS = 5;

/** An answer that can be acted upon. */
export type Claimed =
  | Exclude<ClaimAnswer, { kind: 'owned' | 'unavailable' }>
  | { readonly kind: 'abandoned' };

/**
 * Claims the intent, waiting without a slot while another attempt's lease runs or the store is away. Nothing
 * is sent without a claim, and where a repeated id would be a second order, nothing under a claim that only
 * this process's memory holds.
 */
export async function claimIntent({
  ports,
  lane,
  claimRequest,
  subject,
  span,
}: Intake): Promise<Claimed> {
  const { clock, claims, tracer } = ports;
  const claimSpan = tracer.start(SPAN_NAMES.claim, {
    orderUuid: subject.intent.orderUuid,
    parent: span.traceparent,
    kind: 'client',
  });
  const { capabilities } = ports.brokers.get(subject.intent.accountId) ?? {};
  const isRepeatAnOrder = capabilities?.repeatedClientOrderId === 'accepted';
  let pauseMs = FIRST_PAUSE_MS;
  try {
    while (!lane.signal.aborted) {
      const answer = await claims.claim(claimRequest);
      if (
        answer.kind !== 'owned' &&
        answer.kind !== 'unavailable' &&
        !(isUnprotected(answer) && isRepeatAnOrder)
      ) {
        claimSpan.set({ [ATTRIBUTES.claimAnswer]: answer.kind });
        ports.checkpoint('claimed');
        return answer;
      }
      // The owner may settle at any moment, so look again soon, and at the latest when its lease ends.
      pauseMs = Math.min(pauseMs * 2, STORE_RETRY_MS);
      const waitMs =
        answer.kind === 'owned' ? Math.min(pauseMs, answer.leaseRemainingMs + 1) : STORE_RETRY_MS;
      await lane.waitWithoutSlot(() => clock.sleep(waitMs, lane.signal));
    }
    return { kind: 'abandoned' };
  } finally {
    claimSpan.end();
  }
}

function isUnprotected(answer: ClaimAnswer): boolean {
  return 'claim' in answer && answer.claim.isUnprotected === true;
}
