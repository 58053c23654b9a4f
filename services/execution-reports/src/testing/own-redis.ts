import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** A redis-server of one test on a port of its own, not running at first; it keeps nothing. */
export async function ownRedis() {
  const port = await freePort();
  let server: ChildProcess | null = null;

  async function kill(): Promise<void> {
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    async start(): Promise<void> {
      const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', ''];
      const started = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
      server = started;
      for await (const line of createInterface(started.stdout))
        if (line.includes('eady to accept connections')) break;
      started.stdout.resume();
    },
    [Symbol.asyncDispose]: kill,
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
