import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePorts } from './free-ports.ts';
import { waitForPort } from './wait-for-port.ts';

const never = new Promise<never>(() => {});

test('the ports are different, and can be listened on', async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  const servers = ports.map((port) => createServer().listen(port, '127.0.0.1'));
  for (const port of ports) expect(await waitForPort(port, never, 5000)).toBe(true);
  for (const server of servers) server.close();
});

test('a port is not waited for longer than the patience, nor after the process has ended', async () => {
  const [port = 0] = await freePorts(1);
  expect(await waitForPort(port, never, 100)).toBe(false);
  expect(await waitForPort(port, Promise.resolve(), 60_000)).toBe(false);
});
