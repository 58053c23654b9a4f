import { type Intent, type Limits, type LimitsScope, scopeText } from '@orderonce/contracts';

const NONE: readonly Limits[] = [];

/** Limits as people set them; asked for every order, so nothing is made where nobody set any. */
export class LimitsByScope {
  readonly #byScope = new Map<string, Limits>();

  on({ accountId, strategyId }: Intent): readonly Limits[] {
    if (this.#byScope.size === 0) return NONE;
    const scopes: readonly LimitsScope[] = [
      { kind: 'account', accountId },
      { kind: 'strategy', strategyId },
      { kind: 'account-strategy', accountId, strategyId },
    ];
    return scopes.flatMap((scope) => this.#byScope.get(scopeText(scope)) ?? []);
  }

  enter(limits: Limits): void {
    this.#byScope.set(scopeText(limits.scope), limits);
  }

  withdraw(limits: Limits): void {
    this.#byScope.delete(scopeText(limits.scope));
  }
}
