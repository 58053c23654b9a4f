import type { AccountId, ClientOrderId } from '@orderonce/contracts';
import type { Generation } from '../store/record-store.ts';
import type { ClaimObserver } from './claim-observer.ts';

/** Tells of each account's generation once, when a claim first meets it. */
export function createGenerationsMet(observe: ClaimObserver) {
  const names = new Map<AccountId, string>();
  return (
    order: { readonly accountId: AccountId; readonly clientOrderId: ClientOrderId },
    { name }: Generation,
  ): void => {
    if (names.get(order.accountId) === name) return;
    names.set(order.accountId, name);
    observe({ kind: 'generation-met', generation: name, ...order });
  };
}
