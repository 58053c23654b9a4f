import type { AccountId } from '@orderonce/contracts';

/** What is asked of a venue, in the order of who goes first when its limit makes requests wait. */
export const REQUEST_KINDS = ['cancel', 'look-up', 'order'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/**
 * Says when a request may go to a venue that takes only so many in a time. All executors together stay
 * within an account's limit; cancels go before look-ups and look-ups before orders.
 *
 * A permit is for one request at once. One that is not used is only lost: nothing needs to be given back.
 */
export interface RequestPacer {
  /** False: requests of this account need no permit, and `take` need not be called. */
  readonly isLimited: (accountId: AccountId) => boolean;
  /**
   * Resolves when a request of this kind may go to the venue, or when `signal` is aborted: the caller looks
   * at the signal. Never rejects. This can take minutes: who waits must hold no slot and look to its lease.
   */
  take(accountId: AccountId, kind: RequestKind, signal: AbortSignal): Promise<void>;
  /**
   * The venue said 429: no executor asks it before `durationMs` have passed, whatever the kind. A pause is
   * only ever lengthened; more than a minute counts as a minute.
   */
  pause(accountId: AccountId, durationMs: number): void;
}

/** For venues without a limit: every request goes at once. */
export const unlimitedPacer: RequestPacer = {
  isLimited: () => false,
  take: () => Promise.resolve(),
  pause: () => {},
};
