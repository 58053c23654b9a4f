import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';

/** A real redis-server of one test, on a port and in a folder of its own; `await using` removes it. */
export interface RedisProcess extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Ends it without warning, as a crash does. */
  readonly kill: () => Promise<void>;
  /** Stops it in mid-work; connections stay. */
  readonly suspend: () => Promise<void>;
  readonly resume: () => Promise<void>;
  /** One command over a connection of its own. */
  readonly command: (...words: readonly [string, ...string[]]) => Promise<unknown>;
  /** Starts it again on the same port and folder. */
  readonly start: (...settings: readonly string[]) => Promise<void>;
  /** Kills it and removes its folder. */
  readonly remove: () => Promise<void>;
}

/** Starts a redis-server with these settings, such as `--maxmemory-policy noeviction`. */
export async function startRedis(...settings: readonly string[]): Promise<RedisProcess> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'orderonce-redis-'));
  let running: ChildProcess | undefined;

  async function start(...more: readonly string[]): Promise<void> {
    const own = ['--port', String(port), '--dir', folder, '--save', '', '--bind', '127.0.0.1'];
    const server = spawn('redis-server', [...own, ...settings, ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running = server;
    for await (const line of createInterface(server.stdout)) {
      // "Loading" is a state that a test may want to see; everything else is waited for.
      if (
        /eady to accept connections|key-load-delay|Loading RDB|DB loaded|Reading the remaining/.test(
          line,
        )
      )
        break;
    }
    server.stdout.resume();
  }

  async function kill(): Promise<void> {
    const server = running;
    running = undefined;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  async function command(...[name, ...words]: readonly [string, ...string[]]): Promise<unknown> {
    const client = new Redis({ port, host: '127.0.0.1', lazyConnect: true });
    try {
      await client.connect();
      return await client.call(name, ...words);
    } finally {
      client.disconnect();
    }
  }

  async function remove(): Promise<void> {
    await kill();
    await rm(folder, { recursive: true, force: true });
  }

  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    command,
    suspend: async () => void running?.kill('SIGSTOP'),
    resume: async () => void running?.kill('SIGCONT'),
    remove,
    [Symbol.asyncDispose]: remove,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  // A cluster node also listens 10000 above its port.
  return address.port > 50_000 ? address.port - 20_000 : address.port;
}
