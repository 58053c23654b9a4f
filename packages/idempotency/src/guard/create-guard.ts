import { hash } from 'node:crypto';
import type { AccountId, StrategyId } from '@orderonce/contracts';
import type { IdempotencyConfig } from '../config/idempotency-config.ts';
import {
  type CloseContent,
  generateCloseKey,
  generateModifyKey,
  type ModifyContent,
} from '../key/change-keys.ts';
import { contentKeyClaim, type KeyOptions, type OrderContent } from '../key/idempotency-key.ts';
import type { IdempotencyMetrics } from '../metrics/idempotency-metrics.ts';
import type { ContentKeyClaim, OrderClaims, Payload } from '../order-claims.ts';
import { type GuardResult, placed } from './guard-result.ts';
import { createGuardedCall, type PlacingCall } from './guarded-call.ts';

export interface GuardOptions {
  readonly claims: OrderClaims;
  readonly config: IdempotencyConfig;
  readonly metrics: IdempotencyMetrics;
  readonly epochMs: () => number;
  readonly newRequestId: () => string;
  /** Hears of each duplicate, if the configuration says so. */
  readonly log: (line: string, result: GuardResult) => void;
}

/** Who asks. An own request id makes a retry of the same request recognisable at any time. */
export interface Caller {
  readonly strategyId?: string;
  readonly requestId?: string;
}

export interface IdempotencyGuard {
  placeOrder(order: OrderContent & Caller, call: PlacingCall): Promise<GuardResult>;
  modifyOrder(change: ModifyContent & Caller, call: PlacingCall): Promise<GuardResult>;
  closePosition(close: CloseContent & Caller, call: PlacingCall): Promise<GuardResult>;
}

/**
 * Guards any asynchronous call that places, modifies or closes: of equal ones within a span of time one is
 * called, and the others get what is known of it (ORDER-004, FR-002).
 *
 * The methods throw only for what the caller got wrong: INVALID_FIELD, naming the field and its rule.
 */
export function createIdempotencyGuard(options: GuardOptions): IdempotencyGuard {
  const { claims, config, metrics, epochMs } = options;
  const keyOptions = keyOptionsOf(config);
  const run = createGuardedCall({ claims, epochMs, onPlaced: metrics.orderPlaced });

  async function guarded(
    content: (OrderContent | ModifyContent | CloseContent) & Caller,
    makeKey: () => ContentKeyClaim,
    call: PlacingCall,
  ): Promise<GuardResult> {
    const requestId = content.requestId ?? options.newRequestId();
    const contentKey = metrics.timedKey(makeKey);
    if (!config.enabled) return placed(requestId, (await call()).orderId);
    const payload = payloadOf(content);
    const { contentDuplicates, contentDuplicatesByStrategy, returnCachedResult } = config.behavior;
    const strategyId = content.strategyId ?? 'GUARD';
    const result = await run({
      accountId: content.accountId as AccountId,
      strategyId: strategyId as StrategyId,
      requestId,
      payload,
      payloadHash: hash('sha256', JSON.stringify(payload), 'hex'),
      contentKey,
      contentPolicy: contentDuplicatesByStrategy[strategyId] ?? contentDuplicates,
      returnsCachedResult: returnCachedResult,
      call,
    });
    if (result.fromCache && config.behavior.logDuplicates) {
      options.log(`Duplicate order detected: ${contentKey.key}`, result);
    }
    return result;
  }

  /** Changes have no neighbouring spans: a second change of the kind a minute later is meant. */
  const changeKey = (key: string, timestampMs: number): ContentKeyClaim => ({
    key,
    neighbours: [],
    createdAtMs: timestampMs,
    resolutionMs: keyOptions.timestampResolutionMs,
  });

  return {
    placeOrder: (order, call) => guarded(order, () => contentKeyClaim(order, keyOptions), call),
    modifyOrder: (change, call) =>
      guarded(
        change,
        () => changeKey(generateModifyKey(change, keyOptions), change.timestampMs),
        call,
      ),
    closePosition: (close, call) =>
      guarded(close, () => changeKey(generateCloseKey(close, keyOptions), close.timestampMs), call),
  };
}

/** The options of the content key that `config` spells. */
export function keyOptionsOf({ keyGeneration }: IdempotencyConfig) {
  const { timestampResolution, secret, ...flags } = keyGeneration;
  return {
    ...flags,
    timestampResolutionMs: timestampResolution,
    ...(secret === null ? {} : { secret }),
  } satisfies KeyOptions;
}

/** Everything but the time and who asks, in one spelling and one order. */
function payloadOf(content: object): Payload {
  const entries = Object.entries(content)
    .filter(([name, value]) => value !== undefined && value !== null && !NOT_CONTENT.has(name))
    .map(([name, value]): [string, string] => [name, String(value)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

const NOT_CONTENT = new Set(['timestampMs', 'requestId', 'strategyId']);
