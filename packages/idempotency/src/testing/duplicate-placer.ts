import { connectRedis } from '../redis/connect-redis.ts';
import { createRedisStore } from '../redis/redis-store.ts';
import { testGuard } from './test-guard.ts';

// One of several processes that all place the same order; tells how often it called and was hit.
const [url = '', accountId = '', count = '0'] = process.argv.slice(2);
const guard = testGuard(createRedisStore(await connectRedis({ REDIS_URL: url })));
let calls = 0;
const order = {
  accountId,
  symbol: 'AAPL',
  side: 'BUY',
  quantity: 100,
  timestampMs: 1_729_636_823_456,
};
process.once('message', async () => {
  await Promise.all(
    Array.from({ length: Number(count) }, () =>
      guard.placeOrder(order, async () => {
        calls += 1;
        return { orderId: 'BROKER-1' };
      }),
    ),
  );
  process.send?.({ calls, ...guard.metrics.counts() }, () => process.exit());
});
process.send?.('ready');
