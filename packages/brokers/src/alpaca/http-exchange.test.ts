import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Pool } from 'undici';
import { afterEach, expect, test, vi } from 'vitest';
import { exchange } from './http-exchange.ts';

const POST = { method: 'POST', path: '/v2/orders', headers: [], body: '{"n":1}' } as const;
const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';
const LONG_MS = 5_000;

let server: Server;
let pool: Pool;
/** Everything the server read, one text a connection. */
let received: string[];
let sockets: Socket[];

async function venue(
  onRequest: (socket: Socket, request: number) => void,
  options: Pool.Options = {},
): Promise<void> {
  received = [];
  sockets = [];
  let requests = 0;
  server = createServer((socket) => {
    const connection = received.push('') - 1;
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      received[connection] += bytes.toString();
      if (bytes.toString().endsWith(POST.body)) onRequest(socket, ++requests);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1, allowH2: false, ...options });
}

/** How often the request line arrived, over all connections. */
const writes = () => received.join('').split('POST /v2/orders').length - 1;

afterEach(async () => {
  await pool.destroy();
  for (const socket of sockets) socket.destroy();
  server.close();
});

test('an answer comes back with status, headers and body', async () => {
  await venue((socket) => socket.write(OK.replace('200 OK\r\n', '200 OK\r\nx-request-id: r1\r\n')));
  expect(await exchange(pool, POST, LONG_MS)).toEqual({
    kind: 'answered',
    status: 200,
    headers: { 'x-request-id': 'r1', 'content-length': '2' },
    body: '{}',
  });
});

test('a refused connection is not sent', async () => {
  await venue(() => {});
  server.close();
  expect(await exchange(pool, POST, LONG_MS)).toMatchObject({
    kind: 'not-sent',
    text: expect.stringContaining('ECONNREFUSED'),
  });
});

test('a host without an address is not sent', async () => {
  await venue(() => {});
  const nowhere = new Pool('http://nowhere.invalid');
  expect(await exchange(nowhere, POST, LONG_MS)).toMatchObject({ kind: 'not-sent' });
  await nowhere.destroy();
});

test('a connection that is never made within the time is not sent', async () => {
  await venue(() => {}, { connect: () => {} });
  expect(await exchange(pool, POST, 50)).toEqual({
    kind: 'not-sent',
    text: 'not written within 50 ms',
  });
});

test('a closed pool is not sent', async () => {
  await venue(() => {});
  await pool.close();
  expect(await exchange(pool, POST, LONG_MS)).toMatchObject({ kind: 'not-sent' });
});

test('a reset after the request is broken, and the request is written once', async () => {
  await venue((socket) => socket.resetAndDestroy());
  expect(await exchange(pool, POST, LONG_MS)).toMatchObject({
    kind: 'broken',
    text: expect.stringContaining('ECONNRESET'),
  });
  expect(writes()).toBe(1);
});

test('a connection closed without an answer is broken, and the request is written once', async () => {
  await venue((socket) => socket.end());
  expect(await exchange(pool, POST, LONG_MS)).toMatchObject({ kind: 'broken' });
  expect(writes()).toBe(1);
});

test('a connection that closes between two requests is never used to write one twice', async () => {
  await venue((socket, request) => (request === 1 ? socket.end(OK) : socket.write(OK)));
  expect(await exchange(pool, POST, LONG_MS)).toMatchObject({ kind: 'answered' });
  // Written to the dying connection (broken) or to a new one (answered), but once.
  await exchange(pool, POST, LONG_MS);
  expect(writes()).toBe(2);
});

test('half an answer is broken', async () => {
  await venue((socket) => socket.end(OK.slice(0, -1)));
  expect(await exchange(pool, POST, LONG_MS)).toMatchObject({ kind: 'broken' });
});

test('an answer beyond the size that is allowed is broken', async () => {
  await venue((socket) => socket.end(OK), { maxResponseSize: 1 });
  expect(await exchange(pool, POST, LONG_MS)).toMatchObject({ kind: 'broken' });
});

test('no answer within the time is broken', async () => {
  await venue(() => {});
  expect(await exchange(pool, POST, 50)).toEqual({
    kind: 'broken',
    text: 'no answer within 50 ms',
  });
  expect(writes()).toBe(1);
});

test('a connection that did not answer in time is given up for a new one', async () => {
  await venue((socket, request) => {
    if (request === 2) socket.write(OK);
  });
  expect(await exchange(pool, POST, 50)).toMatchObject({ kind: 'broken' });
  expect(await exchange(pool, POST, LONG_MS)).toMatchObject({ kind: 'answered' });
  expect(received).toHaveLength(2);
});

test('a request whose time ran out in the queue is not sent, then or later', async () => {
  let answerFirst = () => {};
  await venue((socket) => {
    answerFirst = () => socket.write(OK);
  });
  const first = exchange(pool, POST, LONG_MS);
  await vi.waitFor(() => expect(writes()).toBe(1), { timeout: LONG_MS, interval: 5 });
  const second = await exchange(pool, POST, 50);
  expect(second).toEqual({ kind: 'not-sent', text: 'not written within 50 ms' });
  expect(writes()).toBe(1);

  answerFirst();
  expect(await first).toMatchObject({ kind: 'answered' });
  const third = exchange(pool, { ...POST, headers: ['x-third', '1'] }, LONG_MS);
  while (writes() < 2) await once(sockets[0] ?? server, 'data');
  answerFirst();
  expect(await third).toMatchObject({ kind: 'answered' });
  expect(writes()).toBe(2);
  expect(received).toHaveLength(1);
});
