import { connectRedis, type RedisClient, type RedisEnvironment } from '@orderonce/idempotency';
import type { Logger } from '@orderonce/telemetry';

export interface RedisLinkOptions {
  readonly log: Logger;
  /** Resolves after this long, or at once when the signal is aborted; never rejects. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

const RETRY_MS = 1_000;

/**
 * Redis as this service needs it: not at all. Where it cannot be reached at the start it is tried again until it can,
 * and all that is asked of it meanwhile rejects at once.
 */
export class RedisLink {
  readonly #closing = new AbortController();
  readonly #connecting: Promise<void>;
  readonly #tried = Promise.withResolvers<void>();
  #client: RedisClient | null = null;

  constructor(environment: RedisEnvironment, { log, sleep }: RedisLinkOptions) {
    this.#connecting = this.#connect(environment, log, sleep);
  }

  /** Resolves when the first attempt to reach it is over, however it ended. */
  get tried(): Promise<void> {
    return this.#tried.promise;
  }

  /** Rejects when there is no answer: the script may then have run or not. */
  runScript = (
    script: string,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> => this.#connected.eval(script, keys.length, ...keys, ...args);

  async get(key: string): Promise<string | null> {
    return this.#connected.get(key);
  }

  async set(key: string, value: string): Promise<void> {
    await this.#connected.set(key, value);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#connecting;
    this.#client?.disconnect();
  }

  get #connected(): RedisClient {
    if (this.#client === null) throw new Error('Redis was not reached yet');
    return this.#client;
  }

  async #connect(
    environment: RedisEnvironment,
    log: Logger,
    sleep: RedisLinkOptions['sleep'],
  ): Promise<void> {
    const { signal } = this.#closing;
    const onConnectionError = (err: Error) =>
      log.warn({ event: 'redis-connection', err }, 'Redis is away');
    while (!signal.aborted && this.#client === null) {
      try {
        this.#client = await connectRedis(environment, { onConnectionError });
        this.#tried.resolve();
      } catch {
        this.#tried.resolve();
        await sleep(RETRY_MS, signal);
      }
    }
  }
}
