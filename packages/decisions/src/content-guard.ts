import type {
  CloseIntent,
  Intent,
  PlaceIntent,
  ReplaceIntent,
  StrategyId,
} from '@orderonce/contracts';
import {
  type CloseContent,
  type ContentKeyClaim,
  closeKeyClaim,
  contentKeyClaim,
  generateCloseKey,
  generateIdempotencyKey,
  generateModifyKey,
  type IdempotencyConfig,
  type KeyOptions,
  keyOptionsOf,
  type ModifyContent,
  modifyKeyClaim,
  type OrderContent,
} from '@orderonce/idempotency';

type ContentPolicy = IdempotencyConfig['behavior']['contentDuplicates'];

/** The second guard: a strategy that sends the same order, or the same change, again under a new id (ORDER-004). */
export interface ContentGuard {
  /** What to claim beside the id; undefined where this strategy may repeat itself, and for a cancel. */
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
      // To cancel twice is to cancel once.
      if (intent.kind === 'cancel' || policyOf(intent.strategyId) === 'allow') return undefined;
      return timed(() => keyClaimOf(intent, keyOptions));
    },
  };
}

/** The key alone, at a third of the cost, as `claimFor` of the same configuration gives it. */
export function createContentKeys(
  config: IdempotencyConfig,
): (intent: Intent) => string | undefined {
  const { policyOf } = createContentGuard(config, (makeKey) => makeKey());
  const options = keyOptionsOf(config);
  return (intent) =>
    intent.kind === 'cancel' || policyOf(intent.strategyId) === 'allow'
      ? undefined
      : keyOf(intent, options);
}

type Guarded = PlaceIntent | ReplaceIntent | CloseIntent;

function keyClaimOf(intent: Guarded, options: KeyOptions): ContentKeyClaim {
  switch (intent.kind) {
    case 'place':
      return contentKeyClaim(contentOf(intent), options);
    case 'replace':
      return modifyKeyClaim(modificationOf(intent), options);
    case 'close':
      return closeKeyClaim(closingOf(intent), options);
  }
}

function keyOf(intent: Guarded, options: KeyOptions): string {
  switch (intent.kind) {
    case 'place':
      return generateIdempotencyKey(contentOf(intent), options);
    case 'replace':
      return generateModifyKey(modificationOf(intent), options);
    case 'close':
      return generateCloseKey(closingOf(intent), options);
  }
}

function modificationOf(intent: ReplaceIntent): ModifyContent {
  return {
    accountId: intent.accountId,
    targetOrderId: intent.origClientOrderId,
    quantity: intent.quantity,
    limitPrice: intent.limitPrice ?? null,
    stopPrice: intent.stopPrice ?? null,
    timestampMs: intent.createdAtMs,
  };
}

function closingOf({ accountId, symbol, quantity, createdAtMs }: CloseIntent): CloseContent {
  return {
    accountId,
    symbol,
    timestampMs: createdAtMs,
    ...(quantity !== undefined && { quantity }),
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
