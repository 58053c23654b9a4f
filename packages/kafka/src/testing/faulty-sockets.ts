import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import type { SocketFactory } from '../kafka-connection.ts';

/** Numbers of Kafka's protocol, as they stand in front of each request. */
export const API = {
  produce: 0,
  fetch: 1,
  listOffsets: 2,
  offsetCommit: 8,
  joinGroup: 11,
  heartbeat: 12,
} as const;

export interface KafkaRequest {
  readonly apiKey: number;
  readonly correlationId: number;
}

/** `lose`: the answer never arrives. `cut`: the connection breaks instead of it. `half`: in the middle of it. */
export type AnswerFate = 'deliver' | 'lose' | 'cut' | 'half';

export interface FaultySockets {
  readonly socketFactory: SocketFactory;
  /** Asked for every answer that arrives from a broker. */
  decide(fate: (request: KafkaRequest) => AnswerFate): void;
  /** Breaks every connection and refuses new ones until `restore`. */
  sever(): void;
  restore(): void;
}

/** Sockets to a real broker which lose answers or break on demand; plain TCP only. */
export function faultySockets(): FaultySockets {
  const open = new Set<FaultySocket>();
  let fate: (request: KafkaRequest) => AnswerFate = () => 'deliver';
  let isSevered = false;
  return {
    socketFactory: ({ host, port, onConnect }) => {
      const upstream = isSevered
        ? connect({ host: '127.0.0.1', port: 1 })
        : connect({ host, port });
      const socket = new FaultySocket(upstream, (request) => fate(request));
      upstream.on('connect', onConnect);
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      // kafkajs calls nothing else of a socket than what FaultySocket has.
      return socket as unknown as Socket;
    },
    decide: (next) => {
      fate = next;
    },
    sever: () => {
      isSevered = true;
      for (const socket of open) socket.cut();
    },
    restore: () => {
      isSevered = false;
    },
  };
}

class FaultySocket extends Duplex {
  readonly #upstream: Socket;
  readonly #fateOf: (request: KafkaRequest) => AnswerFate;
  readonly #asked = new Map<number, KafkaRequest>();
  #unread: Buffer = Buffer.alloc(0);

  constructor(upstream: Socket, fateOf: (request: KafkaRequest) => AnswerFate) {
    super();
    this.#upstream = upstream;
    this.#fateOf = fateOf;
    upstream.on('data', (chunk) => this.#receive(chunk));
    upstream.on('end', () => this.push(null));
    upstream.on('error', (error) => this.destroy(error));
    upstream.on('close', () => this.destroy());
  }

  // kafkajs hands over one whole request a write: size, api key, api version, correlation id.
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void) {
    if (chunk.length >= 12) {
      const correlationId = chunk.readInt32BE(8);
      this.#asked.set(correlationId, { apiKey: chunk.readInt16BE(4), correlationId });
    }
    this.#upstream.write(chunk, done);
  }

  override _read() {}

  override _final(done: () => void) {
    this.#upstream.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void) {
    this.#upstream.destroy();
    done(error);
  }

  cut() {
    this.destroy(Object.assign(new Error('cut by the test'), { code: 'ECONNRESET' }));
  }

  unref() {
    this.#upstream.unref();
    return this;
  }

  #receive(chunk: Buffer) {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    while (this.#unread.length >= 8) {
      const end = 4 + this.#unread.readInt32BE(0);
      if (this.#unread.length < end) return;
      const frame = this.#unread.subarray(0, end);
      this.#unread = this.#unread.subarray(end);
      this.#answer(frame, frame.readInt32BE(4));
    }
  }

  #answer(frame: Buffer, correlationId: number) {
    const request = this.#asked.get(correlationId);
    this.#asked.delete(correlationId);
    switch (request === undefined ? 'deliver' : this.#fateOf(request)) {
      case 'deliver':
        this.push(frame);
        return;
      case 'lose':
        return;
      case 'cut':
        this.cut();
        return;
      case 'half':
        this.push(frame.subarray(0, frame.length >> 1));
        // As after a broker that died: what had arrived is read before the end.
        setImmediate(() => this.cut());
    }
  }
}
