import { ZERO } from '@orderonce/contracts';
import { RESOLVED_CODES, wordsOf } from '@orderonce/decisions';
import type { Settlement } from '@orderonce/idempotency';
import type { HeldWork } from './held-work.ts';
import { lookForOrder, type Sighting } from './look-for-order.ts';

export type Decided =
  | { readonly kind: 'verdict'; readonly settlement: Settlement }
  | { readonly kind: 'refused'; readonly text: string };

/**
 * The verdict that a decision other than a resend comes to. The venue is asked once more first, except where a
 * person says that there is no use in asking.
 */
export async function decideVerdict(work: HeldWork): Promise<Decided> {
  const { decision, brokerOrderId } = work.resolution;
  switch (decision) {
    case 'adopt':
      return adopt(work, await lookForOrder(work, brokerOrderId));
    case 'absent': {
      const why = whyNotAbsent(await lookForOrder(work));
      return why === null ? deny(work) : { kind: 'refused', text: why };
    }
    case 'abandon':
      return deny(work);
    case 'resend':
      throw new Error('a resend has no verdict before it was sent');
  }
}

/** Why a person's word that there is no order must not be taken; null when nothing speaks against it. */
export function whyNotAbsent(sighting: Sighting): string | null {
  switch (sighting.kind) {
    case 'not-shown':
      return null;
    case 'unknown':
      return sighting.text;
    case 'shown':
      return `the venue has it as ${sighting.brokerOrderId}: adopt it`;
  }
}

function adopt({ intake, resolution }: HeldWork, sighting: Sighting): Decided {
  if (sighting.kind !== 'shown') return { kind: 'refused', text: sighting.text };
  const { brokerOrderId, ordStatus, differingFields, order } = sighting;
  const differs =
    differingFields.length === 0
      ? ''
      : ` (the venue's order differs in ${differingFields.join(', ')})`;
  return {
    kind: 'verdict',
    settlement: {
      verdict: 'ACCEPTED',
      ordStatus,
      brokerOrderId,
      cumQty: ZERO,
      reason: { code: RESOLVED_CODES.adopt, text: wordsOf(resolution) + differs },
      ...(order && { order }),
      settledAtMs: intake.ports.clock.epochMs(),
    },
  };
}

/** `DENIED`, because the venue itself said nothing. */
function deny({ intake, resolution }: HeldWork): Decided {
  return {
    kind: 'verdict',
    settlement: {
      verdict: 'DENIED',
      ordStatus: 'REJECTED',
      cumQty: ZERO,
      reason: { code: RESOLVED_CODES[resolution.decision], text: wordsOf(resolution) },
      settledAtMs: intake.ports.clock.epochMs(),
    },
  };
}
