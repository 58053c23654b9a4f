import { Cluster, type Redis } from 'ioredis';
import { decodeRecord } from '../record/record-codec.ts';
import type { RedisClient } from '../redis/connect-redis.ts';
import { decodeContentEntry } from '../store/content-entry.ts';

/** What is kept, counted. `contents` are content keys, orders are records by state. */
export interface CacheStatistics {
  readonly totalEntries: number;
  readonly activeContents: number;
  readonly expiredContents: number;
  readonly statusBreakdown: Readonly<Record<string, number>>;
  readonly oldestContentAgeMs: number | null;
  readonly usedMemoryBytes: number;
}

const PAGE = 500;

/**
 * Counts what Redis keeps, a page at a time with `SCAN`, never `KEYS`: for a person or a slow timer, and not
 * for the path of a request. Entries that come or go meanwhile may or may not be counted.
 */
export async function readRedisStatistics(
  redis: RedisClient,
  nowMs: number,
): Promise<CacheStatistics> {
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
  const counts = { total: 0, active: 0, expired: 0, memory: 0, oldestMs: nowMs };
  const states = new Map<string, number>();
  for (const node of nodes) {
    counts.memory += await usedMemoryBytes(node);
    for await (const { key, value } of entries(node)) {
      counts.total += 1;
      if (key.includes('}:content:')) countContent(value, nowMs, counts);
      else if (key.includes('}:order:')) {
        const state = decodeRecord(value ?? '')?.state ?? 'corrupt';
        states.set(state, (states.get(state) ?? 0) + 1);
      }
    }
  }
  return {
    totalEntries: counts.total,
    activeContents: counts.active,
    expiredContents: counts.expired,
    statusBreakdown: Object.fromEntries(states),
    oldestContentAgeMs: counts.oldestMs === nowMs ? null : nowMs - counts.oldestMs,
    usedMemoryBytes: counts.memory,
  };
}

function countContent(
  value: string | null,
  nowMs: number,
  counts: { active: number; expired: number; oldestMs: number },
): void {
  const content = decodeContentEntry(value ?? '');
  if (content === null) return;
  if (content.expiresAtMs > nowMs) counts.active += 1;
  else counts.expired += 1;
  counts.oldestMs = Math.min(counts.oldestMs, content.createdAtMs);
}

async function* entries(node: Redis) {
  let cursor = '0';
  do {
    const [next, keys] = await node.scan(cursor, 'MATCH', 'once:*', 'COUNT', PAGE);
    cursor = next;
    // Side by side and one by one: a node of a cluster refuses MGET over several slots.
    const values = await Promise.all(keys.map((key) => node.get(key).catch(() => null)));
    for (const [at, key] of keys.entries()) yield { key, value: values[at] ?? null };
  } while (cursor !== '0');
}

async function usedMemoryBytes(node: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await node.info('memory'))?.[1] ?? 0);
}

/** Keys in all of this Redis, those of others included: cheap at any size, for a gauge. */
export async function readCacheSize(redis: RedisClient): Promise<number> {
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
  const sizes = await Promise.all(nodes.map((node) => node.dbsize()));
  return sizes.reduce((sum, size) => sum + size, 0);
}
