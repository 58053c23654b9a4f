import type { Intent, ReasonCode } from '@orderonce/contracts';

export interface Denial {
  readonly code: ReasonCode;
  readonly text: string;
}

/**
 * The reasons not to send an intent at all. To be asked only for a fresh claim: an intent that may have been
 * sent is never denied, because its order may be live.
 *
 * @returns null when it may be sent
 */
export function admit(
  intent: Intent,
  facts: { readonly isAccountKnown: boolean; readonly nowMs: number },
): Denial | null {
  if (!facts.isAccountKnown)
    return { code: 'UNKNOWN_ACCOUNT', text: `no venue is configured for ${intent.accountId}` };
  if (intent.kind === 'replace' || intent.kind === 'close')
    return { code: 'UNSUPPORTED', text: `this executor does not ${intent.kind} orders` };
  if (intent.expiresAtMs !== undefined && facts.nowMs >= intent.expiresAtMs)
    return { code: 'EXPIRED_BEFORE_SEND', text: 'the intent expired before it was sent' };
  return null;
}
