import { type RawData, WebSocket } from 'ws';
import type { BrokerReport } from '../broker-report.ts';
import { ReportQueue } from '../report-queue.ts';
import type { Secret } from '../secret.ts';
import type { Reading } from './reading.ts';
import { authenticate, LISTEN, readStreamMessage } from './stream-wire.ts';

export interface TradeStreamOptions {
  /** Such as `https://paper-api.alpaca.markets`. */
  readonly baseUrl: string;
  readonly keyId: Secret;
  readonly secretKey: Secret;
  readonly reading: Reading;
  readonly nowMs: () => number;
  /** How often the other end must give a sign of life. */
  readonly pingEveryMs: number;
}

/** From the first byte to the first report. */
const OPENING_TIMEOUT_MS = 10_000;
/** An update is 2 kB. */
const LARGEST_FRAME_BYTES = 1024 * 1024;

/**
 * One connection to Alpaca's stream of executions; it never connects again by itself.
 *
 *     connect ──▶ authenticate ──▶ listen ──▶ `connected` ──▶ reports … ──▶ `disconnected`
 *
 * A network can lose the other end without a word, so it is pinged: silence for a whole interval after a
 * ping is the end of the connection.
 */
export async function* tradeReports(
  options: TradeStreamOptions,
  signal: AbortSignal,
): AsyncGenerator<BrokerReport, void, undefined> {
  const queue = new ReportQueue();
  const lost = (text: string) => queue.end({ kind: 'disconnected', why: 'lost', text });
  const unauthorized = (text: string) =>
    queue.end({ kind: 'disconnected', why: 'unauthorized', text });
  const stop = () => queue.end({ kind: 'disconnected', why: 'stopped', text: 'as asked' });
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);

  const socket = connect(options.baseUrl);
  const opening = setTimeout(() => lost('the stream did not open in time'), OPENING_TIMEOUT_MS);
  const pings = pingRegularly(socket, options.pingEveryMs, () => lost('the stream fell silent'));
  socket.on('open', () =>
    socket.send(authenticate(options.keyId.reveal(), options.secretKey.reveal())),
  );
  socket.on('message', (data) => {
    const message = readStreamMessage(textOf(data), options.nowMs(), options.reading);
    switch (message.kind) {
      case 'authorized':
        socket.send(LISTEN);
        break;
      case 'unauthorized':
        unauthorized(message.text);
        break;
      case 'listening':
        clearTimeout(opening);
        if (message.isHeard) queue.push({ kind: 'connected' });
        else lost('the stream tells no executions');
        break;
      case 'report':
      case 'unrecognised':
        queue.push(message);
        break;
    }
  });
  socket.on('unexpected-response', (_request, { statusCode = 0 }) => {
    const text = `the stream answered http ${statusCode}`;
    if (statusCode === 401 || statusCode === 403) unauthorized(text);
    else lost(text);
  });
  socket.on('error', (error) => lost(error.message || error.name));
  socket.on('close', (code) => lost(`the stream was closed, code ${code}`));

  try {
    yield* queue.read();
  } finally {
    signal.removeEventListener('abort', stop);
    clearTimeout(opening);
    clearInterval(pings);
    socket.terminate();
  }
}

function connect(baseUrl: string): WebSocket {
  // `http` becomes `ws`, and `https` becomes `wss`.
  const url = new URL('/stream', baseUrl.replace(/^http/, 'ws'));
  return new WebSocket(url, {
    handshakeTimeout: OPENING_TIMEOUT_MS,
    maxPayload: LARGEST_FRAME_BYTES,
    perMessageDeflate: false,
    headers: { 'user-agent': 'orderonce' },
  });
}

function pingRegularly(socket: WebSocket, everyMs: number, onSilence: () => void): NodeJS.Timeout {
  let isAlive = true;
  const note = () => {
    isAlive = true;
  };
  for (const sign of ['open', 'message', 'ping', 'pong']) socket.on(sign, note);
  return setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (!isAlive) return onSilence();
    isAlive = false;
    socket.ping();
  }, everyMs);
}

/** Paper accounts get JSON in binary frames, live ones in text. */
function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
