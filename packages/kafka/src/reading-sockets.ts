import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { SocketFactory } from './kafka-connection.ts';

const CHUNK_BYTES = 256 * 1024;
const KEEP_ALIVE_MS = 60_000;

const kafkajsSockets: () => SocketFactory = createRequire(import.meta.url)(
  'kafkajs/src/network/socketFactory',
);

/**
 * Sockets that read into the same piece of memory again and again. Node takes a new one for every 64 KiB that
 * arrive; reading a long topic, that and collecting it again cost a fifth of everything. A chunk is valid
 * until its listener returns (see sound-connections.ts). TLS connections are those of kafkajs.
 */
export function readingSockets(): SocketFactory {
  const ordinary = kafkajsSockets();
  return (target) => {
    if (target.ssl) return ordinary(target);
    const { host, port, onConnect } = target;
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    const socket: Socket = connect({ host, port, onread: { buffer, callback } }, onConnect);
    function callback(length: number): boolean {
      socket.emit('data', buffer.subarray(0, length));
      return true;
    }
    return socket.setKeepAlive(true, KEEP_ALIVE_MS);
  };
}
