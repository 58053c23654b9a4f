import type { ClientOrderId, Decimal, OrderBody } from '@orderonce/contracts';

/** What the venue in memory saw and did, in order: the judge of a test, apart from what it answered. */
export type MemoryLedgerEntry =
  | { readonly kind: 'post'; readonly clientOrderId: ClientOrderId; readonly order: OrderBody }
  | {
      readonly kind: 'accepted';
      readonly clientOrderId: ClientOrderId;
      readonly brokerOrderId: string;
      readonly order: OrderBody;
    }
  | { readonly kind: 'rejected'; readonly clientOrderId: ClientOrderId; readonly code: string }
  | { readonly kind: 'refused-duplicate'; readonly clientOrderId: ClientOrderId }
  | {
      readonly kind: 'fill';
      readonly clientOrderId: ClientOrderId;
      readonly brokerOrderId: string;
      readonly quantity: Decimal;
      readonly price: Decimal;
    }
  | {
      readonly kind: 'canceled';
      readonly clientOrderId: ClientOrderId;
      readonly brokerOrderId: string;
    };
