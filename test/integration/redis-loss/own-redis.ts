import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedis, type RedisClient } from '@orderonce/idempotency';
import { freePorts } from '@orderonce/infra';

const POLL_MS = 50;

/** A Redis of one test, without a file: killed and started again it remembers nothing. */
export interface OwnRedis {
  readonly url: string;
  kill(): Promise<void>;
  /** Starts it, empty, on the same port. */
  start(): Promise<void>;
  /** Runs something on a connection of its own. */
  ask<Answer>(question: (redis: RedisClient) => Promise<Answer>): Promise<Answer>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startOwnRedis(): Promise<OwnRedis> {
  const [port = 0] = await freePorts(1);
  const folder = mkdtempSync(join(tmpdir(), 'orderonce-redis-'));
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;

  async function start() {
    const settings = { port: String(port), bind: '127.0.0.1', dir: folder, save: '' };
    const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    server = spawn('redis-server', words, { stdio: 'ignore' });
    while (!(await answers(url))) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }

  async function kill() {
    const running = server;
    server = undefined;
    if (running === undefined || running.exitCode !== null) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
  }

  await start();
  return {
    url,
    start,
    kill,
    async ask(question) {
      const redis = await connectRedis({ REDIS_URL: url });
      try {
        return await question(redis);
      } finally {
        redis.disconnect();
      }
    },
    async [Symbol.asyncDispose]() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    (await connectRedis({ REDIS_URL: url })).disconnect();
    return true;
  } catch {
    return false;
  }
}
