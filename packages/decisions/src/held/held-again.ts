import type { Resolution } from '@orderonce/contracts';
import type { Hold } from '@orderonce/idempotency';

const MARK = /^after resend ([0-9a-z-]{8,64}): /;

/**
 * A hold that a resend ended in. The resolution's id is in its words, because they are what every copy of a
 * hold keeps: the record, the outcome, the control topic, and the record that is rebuilt from an outcome.
 *
 * ```
 * hold ── resend c1 ── sent, no answer ── hold "after resend c1" ── crash before anyone was told
 *                     c1 is met again:    hold "after resend c1" ── so it was carried out, and sends nothing
 * ```
 */
export function heldAgain(hold: Hold, { changeId }: Resolution): Hold {
  const { code, text } = hold.reason;
  return { ...hold, reason: { code, text: `after resend ${changeId}: ${text}` } };
}

/** The `changeId` of the resend that ended in this hold; undefined for an order's first hold. */
export function resentBy(hold: Hold): string | undefined {
  return MARK.exec(hold.reason.text)?.[1];
}
