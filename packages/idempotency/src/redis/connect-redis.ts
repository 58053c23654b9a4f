import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Cluster, Redis } from 'ioredis';
import { IdempotencyError } from '../idempotency-error.ts';
import type { RedisEnvironment } from './redis-environment.ts';

export type RedisClient = Redis | Cluster;

export interface ConnectRedisOptions {
  /** A command without a reply after this long is unknown; it may have been executed. */
  readonly commandTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
  /** Hears of broken connections; they are made anew by themselves. */
  readonly onConnectionError?: (error: Error) => void;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

const COMMAND_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;
const CLUSTER_REFRESH_MS = 1_000;
const reconnectDelayMs = (times: number) => Math.min(50 * 2 ** Math.min(times, 5), 1_000);

/**
 * Connects to the Redis or Redis Cluster that the environment names, ready when it returns.
 *
 * No command waits for a connection and none is sent a second time by the client: what has no reply
 * rejects at once, and the caller treats it as unknown.
 *
 * @throws {IdempotencyError} REDIS_UNREACHABLE, without the URL's secrets
 */
export async function connectRedis(
  environment: RedisEnvironment,
  options: ConnectRedisOptions = {},
): Promise<RedisClient> {
  const urls = environment.REDIS_URL.split(',').map((text) => new URL(text));
  const [url] = urls;
  if (url === undefined) throw new IdempotencyError('REDIS_UNREACHABLE', 'REDIS_URL is empty');
  const address = addressOf(url);
  const common = connectionOptions(url, environment, options);
  const database = Number(url.pathname.replace('/', '') || 0);
  const single = await opened(
    new Redis({
      ...common,
      ...address,
      db: database,
      lazyConnect: true,
      enableOfflineQueue: false,
      retryStrategy: reconnectDelayMs,
    }),
    address,
    options,
  );
  if (!(await isCluster(single))) return single;
  single.disconnect();
  const cluster = new Cluster(urls.map(addressOf), {
    lazyConnect: true,
    enableOfflineQueue: false,
    // 0: a command whose connection broke is not sent again.
    retryDelayOnFailover: 0,
    slotsRefreshInterval: CLUSTER_REFRESH_MS,
    clusterRetryStrategy: reconnectDelayMs,
    redisOptions: common,
  });
  await opened(cluster, address, options);
  // Only now: connecting its first node under its hands can leave the client waiting for ever.
  cluster.on('+node', (node: Redis) => void connectNode(node));
  await Promise.all(cluster.nodes('master').map(connectNode));
  return cluster;
}

/**
 * The client itself would connect a node on its first command, and refuse all others until that is done. A
 * node that is down is no reason not to start: its accounts are unavailable for now.
 */
async function connectNode(node: Redis): Promise<void> {
  if (node.status === 'ready' || node.status === 'end') return;
  if (node.status === 'wait') {
    await node.connect().catch(() => {});
  } else {
    await Promise.race([once(node, 'ready'), once(node, 'end')]).catch(() => {});
  }
}

function addressOf({ hostname, port }: URL): Address {
  // IPv6 literals come in brackets.
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
}

function connectionOptions(
  url: URL,
  environment: RedisEnvironment,
  { connectTimeoutMs, commandTimeoutMs }: ConnectRedisOptions,
) {
  const ca = environment.REDIS_CA_FILE;
  return {
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...(url.protocol === 'rediss:'
      ? { tls: ca === undefined ? {} : { ca: readFileSync(ca) } }
      : {}),
    connectTimeout: connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    commandTimeout: commandTimeoutMs ?? COMMAND_TIMEOUT_MS,
    // Resending stays on, with no retry allowed: turned off, it would leave promises hanging for ever.
    autoResendUnfulfilledCommands: true,
    maxRetriesPerRequest: 0,
    // A demoted primary answers READONLY: look for the new one, but never repeat the command (2 would).
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  };
}

async function opened<Client extends RedisClient>(
  client: Client,
  { host, port }: Address,
  options: ConnectRedisOptions,
): Promise<Client> {
  let last: Error | undefined;
  client.on('error', (error: Error) => {
    last = error;
    options.onConnectionError?.(error);
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.disconnect();
    const cause = last ?? (error instanceof Error ? error : new Error(String(error)));
    throw new IdempotencyError(
      'REDIS_UNREACHABLE',
      `Redis at ${host}:${port} cannot be used: ${cause.message}`,
    );
  }
}

async function isCluster(client: Redis): Promise<boolean> {
  return (await client.info('cluster')).includes('cluster_enabled:1');
}
