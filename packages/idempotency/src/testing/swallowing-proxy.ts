import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that can lose replies: the server does what was asked and the client never hears of it. */
export interface SwallowingProxy {
  readonly port: number;
  /** From now on requests pass and replies do not. */
  readonly swallowReplies: () => void;
  /** Cuts every connection, as a network does, and passes everything again. */
  readonly cut: () => void;
  /** Resolves when this many more bytes of replies were swallowed. */
  readonly swallowed: (bytes: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startSwallowingProxy(targetPort: number): Promise<SwallowingProxy> {
  const sockets = new Set<Socket>();
  let isSwallowing = false;
  let swallowedBytes = 0;
  let onSwallowed = () => {};

  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => {
      if (!isSwallowing) {
        client.write(chunk);
        return;
      }
      swallowedBytes += chunk.length;
      onSwallowed();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');

  return {
    port: address.port,
    swallowReplies() {
      isSwallowing = true;
      swallowedBytes = 0;
    },
    cut() {
      isSwallowing = false;
      for (const socket of sockets) socket.destroy();
    },
    swallowed: (bytes) =>
      new Promise((resolve) => {
        onSwallowed = () => {
          if (swallowedBytes >= bytes) resolve();
        };
        onSwallowed();
      }),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
