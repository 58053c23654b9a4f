import { type Broker, createRequestPacer, type RunningRequestPacer } from '@orderonce/brokers';
import type { AccountId } from '@orderonce/contracts';
import type { RedisClient } from '@orderonce/idempotency';
import { systemClock } from './system-clock.ts';

/**
 * The pace of each account, shared by all executors through Redis. The connection stays the caller's: to be
 * closed after `stop`.
 *
 * @param share this executor's part of the partitions, 0 to 1
 */
export function openPacer(
  brokers: ReadonlyMap<AccountId, Pick<Broker, 'capabilities'>>,
  redis: RedisClient,
  share: () => number,
): RunningRequestPacer {
  return createRequestPacer({
    limitOf: (accountId) => brokers.get(accountId)?.capabilities.rateLimit,
    // By text and not by digest: it is asked no oftener than permits come back.
    runScript: (script, keys, args) => redis.eval(script, keys.length, ...keys, ...args),
    share,
    clock: systemClock,
  });
}
