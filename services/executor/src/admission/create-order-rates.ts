import type { Denial } from '@orderonce/decisions';
import type { OrderRates } from './order-rates.ts';
import { OwnBuckets } from './own-buckets.ts';
import { RATE_SCRIPT } from './rate-script.ts';
import { type ScopeRate, scopeRates } from './scope-rate.ts';

/** Redis that was away is asked again once in this long, for one order: no other waits for it in vain. */
const REDIS_PAUSE_MS = 1000;

export interface OrderRatesPorts {
  /** Rejects, and within a time limit of its own, when there is no answer: the script may have run or not. */
  readonly runScript: RunScript;
  /** This executor's part of all partitions, from 0 to 1: what it keeps to while Redis is away. */
  readonly share: () => number;
  readonly monotonicMs: () => number;
  /** Told once when Redis goes away and once when it is back. */
  readonly noteRedis: (state: 'away' | 'back', error?: unknown) => void;
}

export type RunScript = (
  script: string,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

/**
 * Counts in buckets that all executors share through Redis. Without Redis each goes on at its share of the
 * limit; it never throws.
 */
export function createOrderRates(ports: OrderRatesPorts): OrderRates {
  const { runScript, share, monotonicMs, noteRedis } = ports;
  const own = new OwnBuckets(share, monotonicMs);
  let awaySinceMs: number | null = null;

  async function count(rates: readonly ScopeRate[]): Promise<Denial | null> {
    if (awaySinceMs === null || monotonicMs() - awaySinceMs >= REDIS_PAUSE_MS) {
      if (awaySinceMs !== null) awaySinceMs = monotonicMs();
      try {
        const empty = await takeShared(rates, runScript);
        if (awaySinceMs !== null) noteRedis('back');
        awaySinceMs = null;
        if (empty !== null) return exceeded(empty, '');
        own.note(rates);
        return null;
      } catch (error) {
        if (awaySinceMs === null) noteRedis('away', error);
        awaySinceMs = monotonicMs();
      }
    }
    const empty = own.take(rates);
    return empty && exceeded(empty, ownPart(empty.perSecond * share()));
  }

  return {
    count(intent, limits) {
      if (intent.kind === 'cancel') return undefined;
      const rates = scopeRates(limits);
      return rates === null ? undefined : count(rates);
    },
  };
}

/**
 * One call for each slot. The strategy's own goes first: what it takes before an account's bucket is found
 * empty is lost to that strategy alone, while the other way round a strategy that runs wild would use up its
 * account for all others.
 */
async function takeShared(
  rates: readonly ScopeRate[],
  runScript: RunScript,
): Promise<ScopeRate | null> {
  for (const slot of ['strategy', 'account']) {
    const together = rates.filter((rate) => rate.slot === slot);
    if (together.length === 0) continue;
    const answer = await runScript(
      RATE_SCRIPT,
      together.map(({ bucketKey }) => bucketKey),
      together.map(({ perSecond }) => perSecond),
    );
    if (typeof answer !== 'number')
      throw new Error('the rate script answered in no form of its own');
    const empty = together[answer - 1];
    if (empty !== undefined) return empty;
  }
  return null;
}

function exceeded({ scope, perSecond }: ScopeRate, part: string): Denial {
  return {
    code: 'LIMIT_EXCEEDED',
    text: `maxOrdersPerSecond of ${scope} is ${perSecond}${part}, and this order would be one more`,
  };
}

function ownPart(perSecond: number): string {
  return `, of which this executor has ${Number(perSecond.toFixed(3))} while Redis is away`;
}
