import type { Intent, PlaceIntent, StrategyId } from '@orderonce/contracts';
import {
  type ContentKeyClaim,
  contentKeyClaim,
  type IdempotencyConfig,
  keyOptionsOf,
  type OrderContent,
} from '@orderonce/idempotency';

type ContentPolicy = IdempotencyConfig['behavior']['contentDuplicates'];

/** The second guard: a strategy that sends the same order again under a new id (ORDER-004). */
export interface ContentGuard {
  /** What to claim beside the id; undefined where this strategy may repeat itself or nothing is placed. */
  claimFor(intent: Intent): ContentKeyClaim | undefined;
  policyOf(strategyId: StrategyId): ContentPolicy;
}

/** `timed` runs the making of each key, and may measure it. */
export function createContentGuard(
  config: IdempotencyConfig,
  timed: <Key>(makeKey: () => Key) => Key,
): ContentGuard {
  const { contentDuplicates, contentDuplicatesByStrategy } = config.behavior;
  const keyOptions = keyOptionsOf(config);
  const policyOf = (strategyId: StrategyId) =>
    contentDuplicatesByStrategy[strategyId] ?? contentDuplicates;
  return {
    policyOf,
    claimFor(intent) {
      if (intent.kind !== 'place' || policyOf(intent.strategyId) === 'allow') return undefined;
      return timed(() => contentKeyClaim(contentOf(intent), keyOptions));
    },
  };
}

function contentOf(intent: PlaceIntent): OrderContent {
  const { accountId, symbol, side, quantity, orderType, occurrence } = intent;
  return {
    accountId,
    symbol,
    side,
    quantity,
    orderType,
    timestampMs: intent.createdAtMs,
    limitPrice: intent.limitPrice ?? null,
    stopPrice: intent.stopPrice ?? null,
    ...(occurrence !== undefined && { occurrence }),
  };
}
