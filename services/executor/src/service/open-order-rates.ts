import { createHash } from 'node:crypto';
import type { RedisClient } from '@orderonce/idempotency';
import type { Logger } from '@orderonce/telemetry';
import { createOrderRates, type RunScript } from '../admission/create-order-rates.ts';
import type { OrderRates } from '../admission/order-rates.ts';
import { systemClock } from './system-clock.ts';

/**
 * The counting of orders, shared by all executors through Redis. The connection stays the caller's.
 *
 * @param share this executor's part of the partitions, 0 to 1
 */
export function openOrderRates(redis: RedisClient, share: () => number, log: Logger): OrderRates {
  return createOrderRates({
    runScript: scriptRunner(redis),
    share,
    monotonicMs: systemClock.monotonicMs,
    noteRedis: (state, err) =>
      state === 'away'
        ? log.warn({ event: 'order-rates-alone', err }, 'this executor counts orders alone')
        : log.info({ event: 'order-rates-shared' }, 'orders are counted over all executors again'),
  });
}

/** Runs by digest and sends the text once when Redis does not know it: NOSCRIPT means that nothing ran. */
function scriptRunner(redis: RedisClient): RunScript {
  const digests = new Map<string, string>();
  return async (script, keys, args) => {
    const digest = digests.get(script) ?? createHash('sha1').update(script).digest('hex');
    digests.set(script, digest);
    try {
      return await redis.evalsha(digest, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return redis.eval(script, keys.length, ...keys, ...args);
    }
  };
}
