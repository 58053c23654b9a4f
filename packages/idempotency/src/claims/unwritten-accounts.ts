import type { AccountId } from '@orderonce/contracts';

/**
 * Accounts for which orders went by while the store was away: its memory of them has a gap, and the next
 * claim that reaches it says so.
 */
export interface UnwrittenAccounts {
  readonly add: (accountId: AccountId) => void;
  /** Runs `tell` with whether there is a gap to tell of; it counts as told once `tell` resolves. */
  readonly whileTold: <Answer>(
    accountId: AccountId,
    tell: (hasGap: boolean) => Promise<Answer>,
  ) => Promise<Answer>;
}

export function createUnwrittenAccounts(): UnwrittenAccounts {
  const accounts = new Set<AccountId>();
  return {
    add: (accountId) => void accounts.add(accountId),
    async whileTold(accountId, tell) {
      const hasGap = accounts.delete(accountId);
      try {
        return await tell(hasGap);
      } catch (error) {
        if (hasGap) accounts.add(accountId);
        throw error;
      }
    },
  };
}
