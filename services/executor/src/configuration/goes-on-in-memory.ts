import type { BrokerCapabilities } from '@orderonce/brokers';
import type { IdempotencyConfig } from '@orderonce/idempotency';

/**
 * Whether claims are made in this process's memory while the store is away. Never where a repeated id may
 * be a second order: nothing may be sent under such a claim there, so it would only tell the store that its
 * memory has a gap, and put every order that was logged before it in doubt:
 *
 * ```
 * one reply of the store is lost ── a claim in memory, of no use ── the next claim begins a new generation
 * ── all that waits on the topic is older than it ── may have been sent ── HELD, order after order
 * ```
 */
export function goesOnInMemory(
  onCacheUnavailable: IdempotencyConfig['behavior']['onCacheUnavailable'],
  repeatedClientOrderId: BrokerCapabilities['repeatedClientOrderId'],
): boolean {
  return onCacheUnavailable === 'degrade' && repeatedClientOrderId === 'refused-for-ever';
}
