import { INTENTS_RETENTION_MS } from '@orderonce/contracts';
import type { OrderClaimsOptions } from '../order-claims-options.ts';
import type { IdempotencyConfig } from './idempotency-config.ts';

/** What ORDER-004's configuration asks of claims: spread it into the options of `createOrderClaims`. */
export function claimSettingsOf({
  cache,
  behavior,
}: IdempotencyConfig): Pick<
  Required<OrderClaimsOptions>,
  'contentTtlMs' | 'expiryMemoryMs' | 'freesFailedContent'
> {
  return {
    // Without a retry after expiry, content is remembered for as long as its intent can come again.
    contentTtlMs: behavior.allowRetryAfterExpiry
      ? cache.ttl
      : Math.max(cache.ttl, INTENTS_RETENTION_MS),
    expiryMemoryMs: cache.expiryMemory,
    freesFailedContent: behavior.allowRetryAfterFailure,
  };
}
