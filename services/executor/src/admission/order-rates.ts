import type { Intent, Limits } from '@orderonce/contracts';
import type { Denial } from '@orderonce/decisions';

/** Counts orders against `maxOrdersPerSecond`, over all executors. */
export interface OrderRates {
  /**
   * Counts one order in every scope that limits its rate. Resolves to the rule that it would break, or null.
   * To be asked once, for a fresh intent that all other rules admit. Undefined: no scope limits the rate.
   */
  count(intent: Intent, limits: readonly Limits[]): Promise<Denial | null> | undefined;
}

/** For tests and tools: no rate is limited. */
export const unlimitedOrderRates: OrderRates = { count: () => undefined };
