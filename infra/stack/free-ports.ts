import { createServer } from 'node:net';

/** Ports of this machine's loopback that nobody listens on now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  // All are held until the last one is known, or the same one could be given twice.
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map(({ port }) => port);
  await Promise.all(servers.map(({ close }) => close()));
  return ports;
}

function listen(): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      resolve({ port, close: () => new Promise((closed) => server.close(() => closed())) });
    });
  });
}
