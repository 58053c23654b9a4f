import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { GatheredWrites } from './gathered-writes.ts';
import type { TradeStream } from './trade-stream.ts';

const LARGEST_FRAME_BYTES = 64 * 1024;

/** Opens `/stream` on an HTTP server; the function that comes back ends every connection. */
export function serveStream(server: Server, stream: TradeStream): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_FRAME_BYTES });

  server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] === '/stream')
      sockets.handleUpgrade(request, socket, head, (opened) => join(stream, opened, socket));
    else socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  });

  return () => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  };
}

function join(stream: TradeStream, socket: WebSocket, below: Duplex): void {
  const writes = new GatheredWrites(below);
  const connection = stream.join({
    send: (frame) => {
      writes.begin();
      socket.send(frame, { binary: true });
    },
    cut: () => socket.terminate(),
  });
  socket.on('message', (data) => connection.receive(data.toString()));
  socket.on('close', () => stream.leave(connection));
  // A broken frame closes the connection, and that is all there is to it.
  socket.on('error', () => socket.terminate());
}
