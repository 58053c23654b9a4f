import { type Limits, type LimitsScope, scopeText } from '@orderonce/contracts';

/** How many orders one scope may have in a second. */
export interface ScopeRate {
  readonly scope: string;
  readonly perSecond: number;
  /** Whose slot of a cluster the bucket is in: what is in one is counted in one step. */
  readonly slot: 'account' | 'strategy';
  readonly bucketKey: string;
}

/** The scopes that limit their rate; null for none. */
export function scopeRates(limits: readonly Limits[]): readonly ScopeRate[] | null {
  let rates: ScopeRate[] | null = null;
  for (const { scope, maxOrdersPerSecond } of limits) {
    if (maxOrdersPerSecond === undefined) continue;
    rates ??= [];
    rates.push(scopeRate(scope, maxOrdersPerSecond));
  }
  return rates;
}

/** An account's buckets lie with its records. No account has a slash, so none has a strategy's slot. */
function scopeRate(of: LimitsScope, perSecond: number): ScopeRate {
  const scope = scopeText(of);
  return of.kind === 'strategy'
    ? { scope, perSecond, slot: 'strategy', bucketKey: `once:{${scope}}:rate:${scope}` }
    : { scope, perSecond, slot: 'account', bucketKey: `once:{${of.accountId}}:rate:${scope}` };
}
