import type { Redis } from 'ioredis';
import { type Contender, passable } from './contender.ts';

/** What most services write themselves: `SET NX` with a time to live, and `DEL` when the call throws. */
export function setNxLoop(redis: Redis, prefix: string): Contender {
  return {
    name: 'plain SET NX',
    newWorker: (link, { leaseMs }) => ({
      async handle(order, call) {
        const key = `${prefix}nx:${order.id}`;
        passable(link);
        if ((await redis.set(key, 'pending', 'PX', leaseMs, 'NX')) === null) return;
        let orderId: string;
        try {
          orderId = await call();
        } catch (error) {
          await redis.del(key);
          throw error;
        }
        passable(link);
        await redis.set(key, orderId, 'EX', 3600);
      },
    }),
  };
}
