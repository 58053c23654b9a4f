import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { connectRedis } from '../redis/connect-redis.ts';
import { createRedisStore } from '../redis/redis-store.ts';
import { readRedisStatistics } from '../statistics/redis-statistics.ts';
import { startRedis } from '../testing/redis-process.ts';
import { testGuard } from '../testing/test-guard.ts';

interface Told {
  readonly calls: number;
  readonly hits: number;
  readonly misses: number;
  readonly duplicatesPrevented: number;
}

test('FR-005: 1000 duplicates from 4 processes at once lead to one order and a hit rate of 0.999', async () => {
  const url = process.env['REDIS_URL'] ?? '';
  const account = `T-${randomBytes(6).toString('hex')}`;
  const script = new URL('../testing/duplicate-placer.ts', import.meta.url);
  const placers = Array.from({ length: 4 }, () =>
    fork(script, [url, account, '250'], { execArgv: [] }),
  );
  await Promise.all(placers.map((placer) => once(placer, 'message')));
  const told = placers.map(async (placer): Promise<Told> => {
    const [message] = await once(placer, 'message');
    return message;
  });
  for (const placer of placers) placer.send('go');
  const all = await Promise.all(told);
  const sum = (name: keyof Told) => all.reduce((total, each) => total + each[name], 0);
  expect(sum('calls')).toBe(1);
  expect(sum('hits') / (sum('hits') + sum('misses'))).toBe(0.999);
  expect(sum('duplicatesPrevented')).toBe(999);
});

test('statistics count what is kept, by state, and scan a page at a time', async () => {
  const server = await startRedis();
  const redis = await connectRedis({ REDIS_URL: server.url });
  try {
    const guard = testGuard(createRedisStore(redis));
    const order = { accountId: 'A', symbol: 'AAPL', side: 'BUY', timestampMs: Date.now() - 5_000 };
    const accept = async () => ({ orderId: 'BROKER-1' });
    for (let quantity = 1; quantity <= 20; quantity++) {
      await guard.placeOrder({ ...order, quantity }, accept);
    }
    const fail = async () => {
      throw new Error('timeout');
    };
    await guard.placeOrder({ ...order, quantity: 21 }, fail);
    const statistics = await readRedisStatistics(redis, Date.now());
    expect(statistics).toMatchObject({
      totalEntries: 43,
      activeContents: 21,
      expiredContents: 0,
      statusBreakdown: { settled: 20, in_doubt: 1 },
    });
    expect(statistics.oldestContentAgeMs).toBeGreaterThanOrEqual(5_000);
    expect(statistics.usedMemoryBytes).toBeGreaterThan(100_000);
  } finally {
    redis.disconnect();
    await server.remove();
  }
});
