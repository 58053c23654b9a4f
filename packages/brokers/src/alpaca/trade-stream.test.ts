import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { BrokerReport } from '../broker-report.ts';
import { Secret } from '../secret.ts';
import { tradeReports } from './trade-stream.ts';

let server: Server;
let sockets: WebSocketServer;
let baseUrl: string;
let heard: string[];
/** What the other end does with a connection. */
let serve: (socket: WebSocket) => void;
let stopping: AbortController;

beforeEach(async () => {
  server = createServer((_request, response) => response.writeHead(401).end());
  sockets = new WebSocketServer({ server, path: '/stream' });
  heard = [];
  serve = () => {};
  stopping = new AbortController();
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => heard.push(String(data)));
    serve(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  baseUrl = `http://127.0.0.1:${address.port}`;
});
afterEach(async () => {
  stopping.abort();
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  await new Promise((resolve) => server.close(resolve));
});

const stream = (pingEveryMs = 60_000) =>
  tradeReports(
    {
      ...{ baseUrl, keyId: new Secret('key-1'), secretKey: new Secret('secret-1'), pingEveryMs },
      reading: { ids: { maxLength: 128, charset: 'printable' }, notice: () => {} },
      nowMs: () => 0,
    },
    stopping.signal,
  );

async function all(reports: AsyncIterable<BrokerReport>): Promise<BrokerReport[]> {
  const read: BrokerReport[] = [];
  for await (const report of reports) read.push(report);
  return read;
}

const say = (socket: WebSocket, message: object, isBinary = true) =>
  socket.send(Buffer.from(JSON.stringify(message)), { binary: isBinary });
/** Answers as Alpaca does, and then does something more. */
const likeAlpaca = (then: (socket: WebSocket) => void, isBinary?: boolean) => (socket: WebSocket) =>
  socket.on('message', (data) => {
    const { action } = JSON.parse(String(data));
    if (action === 'authenticate')
      say(socket, { stream: 'authorization', data: { status: 'authorized', action } }, isBinary);
    if (action !== 'listen') return;
    say(socket, { stream: 'listening', data: { streams: ['trade_updates'] } }, isBinary);
    then(socket);
  });
const odd = { stream: 'trade_updates', data: { event: 'trade_bust', order: { id: 'b-1' } } };

test.each([true, false])('shows its keys, listens and reads on (binary frames: %s)', async (is) => {
  serve = likeAlpaca((socket) => {
    say(socket, odd, is);
    socket.close(1001);
  }, is);
  expect(await all(stream())).toEqual([
    { kind: 'connected' },
    { kind: 'unrecognised', text: expect.stringContaining('trade_bust'), brokerOrderId: 'b-1' },
    { kind: 'disconnected', why: 'lost', text: 'the stream was closed, code 1001' },
  ]);
  expect(heard).toEqual([
    '{"action":"authenticate","data":{"key_id":"key-1","secret_key":"secret-1"}}',
    '{"action":"listen","data":{"streams":["trade_updates"]}}',
  ]);
});

test('wrong keys are an end that no further try can mend', async () => {
  serve = (socket) =>
    say(socket, { stream: 'authorization', data: { status: 'unauthorized', action: 'listen' } });
  expect(await all(stream())).toEqual([
    { kind: 'disconnected', why: 'unauthorized', text: 'the stream answered unauthorized' },
  ]);
});

test.each([
  [401, 'unauthorized'],
  [403, 'unauthorized'],
  [503, 'lost'],
])('turned away with http %i it is %s', async (status, why) => {
  sockets.close();
  server.removeAllListeners('upgrade');
  server.on('upgrade', (_request, socket) =>
    socket.end(`HTTP/1.1 ${status} No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`),
  );
  expect(await all(stream())).toEqual([
    { kind: 'disconnected', why, text: `the stream answered http ${status}` },
  ]);
});

test('a stream that tells no executions is none', async () => {
  serve = likeAlpaca(() => {});
  sockets.on('connection', (socket) => say(socket, { stream: 'listening', data: { streams: [] } }));
  expect((await all(stream())).at(-1)).toMatchObject({ text: 'the stream tells no executions' });
});

test('an end that gives no sign of life is lost, and one that answers pings is not', async () => {
  serve = likeAlpaca((socket) => {
    let pings = 0;
    socket.on('ping', () => {
      pings += 1;
      // From the third ping on the network is gone without a word.
      if (pings === 3) socket.pause();
    });
  });
  const read = await all(stream(30));
  expect(read).toEqual([
    { kind: 'connected' },
    { kind: 'disconnected', why: 'lost', text: 'the stream fell silent' },
  ]);
});

test('whoever leaves the loop or aborts the signal closes the connection', async () => {
  const closed: Promise<unknown>[] = [];
  serve = likeAlpaca((socket) => closed.push(once(socket, 'close')));
  for await (const report of stream()) if (report.kind === 'connected') break;
  const reports = stream();
  expect((await reports.next()).value).toEqual({ kind: 'connected' });
  stopping.abort();
  expect((await reports.next()).value).toMatchObject({ kind: 'disconnected', why: 'stopped' });
  await reports.next();
  await Promise.all(closed);
  expect(closed).toHaveLength(2);
});

test('a venue that is not there is lost', async () => {
  const gone = baseUrl;
  sockets.close();
  await new Promise((resolve) => server.close(resolve));
  server = createServer().listen(0);
  baseUrl = gone;
  expect(await all(stream())).toEqual([
    { kind: 'disconnected', why: 'lost', text: expect.stringContaining('ECONNREFUSED') },
  ]);
});
