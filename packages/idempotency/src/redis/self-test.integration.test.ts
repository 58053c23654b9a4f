import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RedisProcess, startRedis } from '../testing/redis-process.ts';
import { connectRedis, type RedisClient } from './connect-redis.ts';
import { testRedis } from './self-test.ts';

let server: RedisProcess;
let redis: RedisClient;

beforeAll(async () => {
  server = await startRedis();
  redis = await connectRedis({ REDIS_URL: server.url });
});
afterAll(async () => {
  redis.disconnect();
  await server.remove();
});

test('a plain Redis passes and keeps nothing of the test', async () => {
  await testRedis(redis);
  expect(await redis.dbsize()).toBe(0);
});

test('FR-003: an evicting policy is refused by name', async () => {
  await server.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
  await expect(testRedis(redis)).rejects.toThrow(
    'UNSAFE_REDIS: this Redis cannot keep claims: maxmemory-policy is allkeys-lru, which drops claims when memory is short; set it to noeviction',
  );
  await server.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
});

test('a Redis that cannot be written is refused', async () => {
  await server.command('REPLICAOF', '127.0.0.1', '1');
  await expect(testRedis(redis)).rejects.toThrow('READONLY');
  await server.command('REPLICAOF', 'NO', 'ONE');
});

test('a user who may not run what claims need is refused', async () => {
  await server.command(
    'ACL',
    'SETUSER',
    'weak',
    'on',
    '>s3cret',
    '~*',
    '+@all',
    '-eval',
    '-evalsha',
  );
  const weak = await connectRedis({ REDIS_URL: `redis://weak:s3cret@127.0.0.1:${server.port}` });
  await expect(testRedis(weak)).rejects.toThrow('UNSAFE_REDIS');
  weak.disconnect();
});

test('an ACL user with a password connects, a wrong password is told without it', async () => {
  await server.command('ACL', 'SETUSER', 'trader', 'on', '>p@ss/word', '~once:*', '+@all');
  const url = `redis://trader:${encodeURIComponent('p@ss/word')}@127.0.0.1:${server.port}`;
  const trader = await connectRedis({ REDIS_URL: url });
  await testRedis(trader);
  trader.disconnect();
  const wrong = connectRedis({ REDIS_URL: `redis://trader:wrong-one@127.0.0.1:${server.port}` });
  await expect(wrong).rejects.toThrow('REDIS_UNREACHABLE');
  await expect(wrong).rejects.not.toThrow('wrong-one');
});

test('a Redis that is not there is one clear error', async () => {
  await expect(connectRedis({ REDIS_URL: 'redis://127.0.0.1:1' })).rejects.toThrow(
    'REDIS_UNREACHABLE: Redis at 127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1',
  );
});
