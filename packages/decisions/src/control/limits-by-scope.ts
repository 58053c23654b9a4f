import type { AccountId, Intent, Limits, StrategyId } from '@orderonce/contracts';

const NONE: readonly Limits[] = [];

/** Limits as people set them; asked for every order, so nothing is made where nobody set any. */
export class LimitsByScope {
  readonly #ofAccount = new Map<AccountId, Limits>();
  readonly #ofStrategy = new Map<StrategyId, Limits>();
  readonly #ofBoth = new Map<string, Limits>();

  on({ accountId, strategyId }: Intent): readonly Limits[] {
    const account = this.#ofAccount.get(accountId);
    const strategy = this.#ofStrategy.get(strategyId);
    const both =
      this.#ofBoth.size === 0 ? undefined : this.#ofBoth.get(pair(accountId, strategyId));
    if (account === undefined && strategy === undefined && both === undefined) return NONE;
    return [account, strategy, both].filter((limits) => limits !== undefined);
  }

  enter(limits: Limits): void {
    const { scope } = limits;
    switch (scope.kind) {
      case 'account':
        this.#ofAccount.set(scope.accountId, limits);
        break;
      case 'strategy':
        this.#ofStrategy.set(scope.strategyId, limits);
        break;
      case 'account-strategy':
        this.#ofBoth.set(pair(scope.accountId, scope.strategyId), limits);
    }
  }

  withdraw({ scope }: Limits): void {
    switch (scope.kind) {
      case 'account':
        this.#ofAccount.delete(scope.accountId);
        break;
      case 'strategy':
        this.#ofStrategy.delete(scope.strategyId);
        break;
      case 'account-strategy':
        this.#ofBoth.delete(pair(scope.accountId, scope.strategyId));
    }
  }
}

/** Neither part can hold a slash. */
function pair(accountId: AccountId, strategyId: StrategyId): string {
  return `${accountId}/${strategyId}`;
}
