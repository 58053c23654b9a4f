import { connectRedis, redisEnvironment } from '@orderonce/idempotency';
import { z } from 'zod';

/** Removes all states of a deployment from the Redis of `REDIS_URL`, which is no cluster. */
export async function removeState(topicPrefix: string): Promise<void> {
  const redis = await connectRedis(z.object(redisEnvironment).parse(process.env));
  const keys = await redis.keys(`tracker:{${topicPrefix}*`);
  if (keys.length > 0) await redis.unlink(...keys);
  redis.disconnect();
}
