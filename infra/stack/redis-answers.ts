import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';

/** Loading its data from disk: Redis listens, but does not serve yet. */
const LOADING = /^LOADING/;
const POLL_MS = 100;

export interface RedisAddress {
  /** `redis://` or `rediss://`, with the ACL user in it. */
  readonly url: string;
  /** PEM file of the authority to trust instead of the system's; only with `rediss://`. */
  readonly caFile?: string | undefined;
}

/**
 * Resolves with null once Redis answered a PING, else with why it does not; no secret is in the text.
 *
 * @param patienceMs how long a Redis that is still loading is waited for
 */
export async function redisProblem(
  { url, caFile }: RedisAddress,
  patienceMs: number,
): Promise<string | null> {
  const giveUpAtMs = performance.now() + patienceMs;
  const ca = caFile ? { tls: { ca: readFileSync(caFile) } } : {};
  const redis = new Redis(url, {
    ...ca,
    lazyConnect: true,
    connectTimeout: patienceMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableReadyCheck: false,
  });
  // The rejection of `connect` is vaguer than the error event that came before it.
  let lastError: Error | null = null;
  redis.on('error', (error: Error) => {
    lastError = error;
  });
  try {
    await redis.connect();
    while ((await redis.ping().catch(loading)) !== 'PONG') {
      if (performance.now() > giveUpAtMs) return 'it is still loading its data';
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return null;
  } catch (error) {
    return textOf(lastError ?? error);
  } finally {
    redis.disconnect();
  }
}

/** The URL without user and password. */
export function redactedUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

function loading(error: unknown): null {
  if (LOADING.test(textOf(error))) return null;
  throw error;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
