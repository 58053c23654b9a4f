import { randomBytes } from 'node:crypto';
import { Cluster, type Redis } from 'ioredis';
import { IdempotencyError } from '../idempotency-error.ts';
import type { RedisClient } from './connect-redis.ts';

const PROBE_TTL_MS = 60_000;

/**
 * Proves at start-up that this Redis can keep claims: of two NX writes one is refused, a time to live is
 * set, nothing is evicted, and what the claim script asks of it is allowed. On a cluster, every primary.
 *
 * @throws {IdempotencyError} UNSAFE_REDIS, saying what is wrong and what to set
 */
export async function testRedis(redis: RedisClient): Promise<void> {
  await provesClaims(redis);
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
  await Promise.all(nodes.map(evictsNothing));
}

async function provesClaims(redis: RedisClient): Promise<void> {
  const key = `once:{self-test}:${randomBytes(8).toString('hex')}`;
  try {
    const first = await redis.set(key, 'first', 'PX', PROBE_TTL_MS, 'NX');
    const second = await redis.set(key, 'second', 'PX', PROBE_TTL_MS, 'NX');
    const ttlMs = await redis.pttl(key);
    if (first !== 'OK') throw unsafe('SET … NX of a new key was refused');
    if (second !== null)
      throw unsafe('SET … NX overwrote a key that was there: claims mean nothing');
    if (ttlMs <= 0 || ttlMs > PROBE_TTL_MS)
      throw unsafe('a key written with PX has no time to live');
    const answer = await redis.eval(`return #redis.call('INFO', 'server')`, 1, key);
    if (Number(answer) === 0) throw unsafe('a script cannot read INFO server');
  } catch (error) {
    throw error instanceof IdempotencyError ? error : unsafe(messageOf(error));
  } finally {
    await redis.del(key).catch(() => {});
  }
}

async function evictsNothing(node: Redis): Promise<void> {
  const info = await node.info('memory').catch((error: unknown) => {
    throw unsafe(messageOf(error));
  });
  const policy = /maxmemory_policy:(\S+)/.exec(info)?.[1];
  if (policy === 'noeviction') return;
  throw unsafe(
    policy === undefined
      ? 'INFO memory does not tell maxmemory_policy'
      : `maxmemory-policy is ${policy}, which drops claims when memory is short; set it to noeviction`,
  );
}

const unsafe = (text: string) =>
  new IdempotencyError('UNSAFE_REDIS', `this Redis cannot keep claims: ${text}`);

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
