import { orderClaimsContract } from '../testing/order-claims-contract.ts';
import { PATIENT, redisUnderTest } from '../testing/redis-under-test.ts';
import { connectRedis } from './connect-redis.ts';

orderClaimsContract('redis', async () =>
  redisUnderTest(await connectRedis({ REDIS_URL: process.env['REDIS_URL'] ?? '' }, PATIENT)),
);
