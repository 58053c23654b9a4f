import type { AccountId } from '@orderonce/contracts';
import { generationKey } from '../record/record-codec.ts';
import type { RedisClient } from './connect-redis.ts';

/**
 * Says, once, when an account is set up, that nothing came before this Redis: orders already waiting on the
 * topic are then new and not in doubt. Changes nothing where the account has a generation.
 */
export async function provisionGeneration(redis: RedisClient, accountId: AccountId): Promise<void> {
  await redis.set(generationKey(accountId), 'provisioned 0 -', 'NX');
}
