import type { AccountId } from '@orderonce/contracts';
import type { RateLimit } from '../capabilities.ts';
import { AccountPacer, type PacePorts } from './account-pacer.ts';
import type { RequestPacer } from './request-pacer.ts';

export interface RequestPacerOptions extends PacePorts {
  readonly limitOf: (accountId: AccountId) => RateLimit | undefined;
}

export interface RunningRequestPacer extends RequestPacer {
  /** Asks Redis nothing more and sleeps no longer; who still waits goes by its own signal only. */
  stop(): void;
}

/**
 * A pacer over buckets that all executors share through Redis. Without Redis each goes on at its share of the
 * pace, until Redis is back.
 *
 * No window of a limit's length sees more requests than the limit, with two exceptions that a 429 then ends:
 * an executor that alone lost Redis uses its share beside the others; and where some executors went on alone
 * and others had nothing to ask meanwhile, these may find up to one bucket more when Redis is back.
 */
export function createRequestPacer(options: RequestPacerOptions): RunningRequestPacer {
  const accounts = new Map<AccountId, AccountPacer>();
  function pacerOf(accountId: AccountId): AccountPacer | undefined {
    const known = accounts.get(accountId);
    if (known !== undefined) return known;
    const limit = options.limitOf(accountId);
    if (limit === undefined) return undefined;
    const pacer = new AccountPacer(accountId, limit, options);
    accounts.set(accountId, pacer);
    return pacer;
  }
  return {
    isLimited: (accountId) => options.limitOf(accountId) !== undefined,
    take: (accountId, kind, signal) => pacerOf(accountId)?.take(kind, signal) ?? Promise.resolve(),
    pause: (accountId, durationMs) => pacerOf(accountId)?.pause(durationMs),
    stop() {
      for (const pacer of accounts.values()) pacer.stop();
    },
  };
}
