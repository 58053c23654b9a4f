import type { AccountId, ClientOrderId } from '@orderonce/contracts';
import type { ContentEntry } from '../store/record-store.ts';

/** What happened to a claim, for metrics and logs. */
export type ClaimEvent =
  /** Nothing was known of the order. */
  (
    | { readonly kind: 'miss' }
    /** Something was known. `isRedelivery`: the same copy came again, which is no duplicate. */
    | { readonly kind: 'hit'; readonly isRedelivery: boolean }
    | { readonly kind: 'duplicate-prevented'; readonly original: ClientOrderId }
    /** An order whose content had been used before, long enough ago. */
    | { readonly kind: 'retry-after-expiry'; readonly expired: ContentEntry }
    /** Another order has the same content key; both are allowed, and somebody must look into it. */
    | { readonly kind: 'collision'; readonly original: ClientOrderId }
    | { readonly kind: 'corrupt-record' }
    /** The store failed, or had just failed and was not asked. */
    | { readonly kind: 'store-error'; readonly text: string }
    /** Claimed in this process's memory only. */
    | { readonly kind: 'ran-unprotected' }
    /** The store was found to remember from another moment on: at first contact, and after every loss. */
    | { readonly kind: 'generation-met'; readonly generation: string }
  ) & { readonly accountId: AccountId; readonly clientOrderId: ClientOrderId };

export type ClaimObserver = (event: ClaimEvent) => void;
