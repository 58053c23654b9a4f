import { type AccountId, decimalSchema } from '@orderonce/contracts';
import { z } from 'zod';
import type { FillPosition } from '../account/fill-position.ts';
import type { RedisLink } from './redis-link.ts';

const keptSchema = z.object({
  fillId: z.string().min(1),
  brokerOrderId: z.string().min(1),
  cumQty: decimalSchema,
});

/** The position of one account's fills for one topic, in Redis. */
export function redisFillPosition(
  redis: Pick<RedisLink, 'get' | 'set'>,
  { accountId, topic }: { readonly accountId: AccountId; readonly topic: string },
): FillPosition {
  const key = `once:{${accountId}}:execution-reports:${topic}`;
  return {
    async load() {
      try {
        return keptSchema.safeParse(JSON.parse((await redis.get(key)) ?? 'null')).data ?? null;
      } catch {
        return null;
      }
    },
    async save(position) {
      try {
        await redis.set(key, JSON.stringify(position));
      } catch {
        // Redis is away: the next reader has more to read.
      }
    },
  };
}
