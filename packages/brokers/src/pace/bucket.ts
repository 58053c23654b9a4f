import type { RateLimit } from '../capabilities.ts';
import type { RequestKind } from './request-pacer.ts';

/** A number of permits for each kind of request. */
export type Permits = Readonly<Record<RequestKind, number>>;

/** The permits of one account: what may go at once, and how fast they come back. */
export interface Bucket {
  readonly permits: number;
  readonly permitEveryUs: number;
  /** A kind may not take the last permits, so that those before it find some, whoever asks first. */
  readonly keptBack: Permits;
}

/** Of the limit: what may go at once. More would leave less for a steady flow. */
const BURST_SHARE = 1 / 5;
/** Of the bucket. All below 1, so that each kind gets something of the smallest bucket. */
const KEPT_BACK_SHARES: Permits = { cancel: 0, 'look-up': 1 / 8, order: 3 / 8 };

/**
 * The bucket that never lets more through than the limit in any window, wherever the window begins: of a full
 * bucket's `permits` and what comes back meanwhile, `requests` fit into one, and one more does not.
 */
export function bucketOf({ requests, windowMs }: RateLimit): Bucket {
  const permits = Math.max(1, Math.floor(requests * BURST_SHARE));
  const kept = (kind: RequestKind) => Math.floor(permits * KEPT_BACK_SHARES[kind]);
  return {
    permits,
    permitEveryUs: Math.ceil((windowMs * 1_000) / (requests - permits + 1)),
    keptBack: { cancel: kept('cancel'), 'look-up': kept('look-up'), order: kept('order') },
  };
}
