import type { ClientOrderId, Decimal, OrderBody } from '@orderonce/contracts';

interface Named {
  readonly clientOrderId: ClientOrderId;
  readonly brokerOrderId: string;
}

/** What the venue in memory saw and did, in order: the judge of a test, apart from what it answered. */
export type MemoryLedgerEntry =
  /** Every request to place (`post`) or to replace (`patch`) that was read, whatever became of it. */
  | {
      readonly kind: 'post' | 'patch';
      readonly clientOrderId: ClientOrderId;
      readonly order: OrderBody;
    }
  | (Named & { readonly kind: 'accepted'; readonly order: OrderBody; readonly replaces?: string })
  | { readonly kind: 'rejected'; readonly clientOrderId: ClientOrderId; readonly code: string }
  | { readonly kind: 'refused-duplicate'; readonly clientOrderId: ClientOrderId }
  /** A repeated id that was answered with the order that has it. */
  | (Named & { readonly kind: 'returned-existing' })
  /** A repeated id that changed the order that has it. */
  | (Named & { readonly kind: 'modified'; readonly order: OrderBody })
  | (Named & { readonly kind: 'fill'; readonly quantity: Decimal; readonly price: Decimal })
  | (Named & { readonly kind: 'replaced'; readonly replacedBy: string })
  | (Named & { readonly kind: 'canceled' })
  | (Named & { readonly kind: 'expired' });
