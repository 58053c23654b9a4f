import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A redis-server of one test, which may be killed and started again, empty. */
export async function openOwnRedis() {
  const folder = await mkdtemp(join(tmpdir(), 'orderonce-redis-'));
  const port = await freePort();

  async function start() {
    const server = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    for await (const line of createInterface(server.stdout))
      if (line.includes('eady to accept connections')) break;
    server.stdout.resume();
    return server;
  }
  let server = await start();

  /** Ends it without warning. */
  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    async restart(): Promise<void> {
      server = await start();
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
