import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { StackFailure } from './stack-failure.ts';

const POLL_MS = 100;

export interface RedisAddress {
  /** `redis://` or `rediss://`, with the ACL user in it. */
  readonly url: string;
  /** PEM file of the authority to trust instead of the system's; only with `rediss://`. */
  readonly caFile?: string | undefined;
}

/**
 * Resolves once Redis answered a PING.
 *
 * @param patienceMs how long one that is still loading its data is waited for
 * @throws {Error} with why it does not answer; no secret is in the text
 */
export async function awaitRedis({ url, caFile }: RedisAddress, patienceMs: number): Promise<void> {
  const giveUpAtMs = performance.now() + patienceMs;
  const redis = new Redis(url, {
    ...(caFile ? { tls: { ca: readFileSync(caFile) } } : {}),
    lazyConnect: true,
    connectTimeout: patienceMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableReadyCheck: false,
  });
  // What `connect` rejects with is vaguer than the error event that came before it.
  let cause: Error | undefined;
  redis.on('error', (error: Error) => {
    cause = error;
  });
  try {
    await redis.connect().catch((error: unknown) => {
      throw cause ?? error;
    });
    while (!(await pings(redis))) {
      if (performance.now() > giveUpAtMs) throw new StackFailure('it is still loading its data');
      await delay(POLL_MS);
    }
  } finally {
    redis.disconnect();
  }
}

/** The URL without user and password. */
export function redactedUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

async function pings(redis: Redis): Promise<boolean> {
  try {
    await redis.ping();
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('LOADING')) return false;
    throw error;
  }
}
