import type { AccountId } from '@orderonce/contracts';

/** What the store no longer knows of an account, and whether it is being brought back from the outcomes topic. */
export interface LostMemory {
  /**
   * Resolves when the account's records of everything logged before the gap are back, or the signal aborts.
   * Undefined: nothing is missing.
   */
  rebuilt(accountId: AccountId, signal: AbortSignal): Promise<void> | undefined;
  /**
   * Resolves when also an intent that is newer than the gap may be worked on, or the signal aborts.
   * Undefined: now.
   */
  reopened(accountId: AccountId, signal: AbortSignal): Promise<void> | undefined;
  /** Accounts whose records are being rebuilt now: the executor is not ready meanwhile. */
  rebuilding(): readonly AccountId[];
}

/** For a store that lives as long as what it is asked about. */
export const nothingLost: LostMemory = {
  rebuilt: () => undefined,
  reopened: () => undefined,
  rebuilding: () => [],
};
