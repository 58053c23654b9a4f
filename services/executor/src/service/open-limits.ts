import type { Broker, RequestPacer } from '@orderonce/brokers';
import type { AccountId } from '@orderonce/contracts';
import { connectRedis } from '@orderonce/idempotency';
import type { Logger } from '@orderonce/telemetry';
import type { OrderRates } from '../admission/order-rates.ts';
import type { ExecutorConfiguration } from '../configuration/executor-configuration.ts';
import { openOrderRates } from './open-order-rates.ts';
import { openPacer } from './open-pacer.ts';

/**
 * What all executors together may ask of a venue and send for a strategy, counted in Redis. On a connection of
 * its own: a permit must not wait behind a batch of claims.
 *
 * @param share this executor's part of the partitions, 0 to 1
 * @throws when Redis cannot be reached
 */
export async function openLimits(
  config: ExecutorConfiguration,
  parts: {
    readonly brokers: ReadonlyMap<AccountId, Broker>;
    readonly share: () => number;
    readonly log: Logger;
  },
): Promise<{ pacer: RequestPacer; orderRates: OrderRates; closeLimits(): void }> {
  const { brokers, share, log } = parts;
  const redis = await connectRedis(config, {
    onConnectionError: (err) => log.warn({ event: 'redis-connection', err }, 'Redis is away'),
  });
  const pacer = openPacer(brokers, redis, share);
  return {
    pacer,
    orderRates: openOrderRates(redis, share, log),
    closeLimits() {
      pacer.stop();
      redis.disconnect();
    },
  };
}
