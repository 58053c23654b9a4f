import type { AccountId, ClientOrderId } from '@orderonce/contracts';
import type { Settlement } from './order-claims.ts';

/** What a person may say of a held order, written to its record. */
export interface HeldOrders {
  /** `reopen`: the next delivery of the intent finds an earlier attempt, in doubt, and works on it again. */
  resolve(request: {
    readonly accountId: AccountId;
    readonly clientOrderId: ClientOrderId;
    readonly resolution: Settlement | 'reopen';
  }): Promise<ResolveAnswer>;
}

export type ResolveAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-held' }
  | { readonly kind: 'unavailable'; readonly text: string };
