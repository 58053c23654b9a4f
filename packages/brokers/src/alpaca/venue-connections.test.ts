import { once } from 'node:events';
import { createServer, connect as openSocket, type Server, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import type { HttpRequest } from './http-exchange.ts';
import { VenueConnections, type VenueConnectionsOptions } from './venue-connections.ts';

const POST = {
  method: 'POST',
  path: '/v2/orders',
  headers: [],
  body: '{"n":1}',
} satisfies HttpRequest;
const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';
const LONG_MS = 5_000;

let server: Server;
let connections: VenueConnections;
/** Everything the server read, one text a connection. */
let received: string[];
let sockets: Socket[];

async function venue(
  onRequest: (socket: Socket, request: number) => void,
  options: Partial<VenueConnectionsOptions> = {},
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
  connections = connectionsTo(`http://127.0.0.1:${port}`, options);
}

function connectionsTo(baseUrl: string, options: Partial<VenueConnectionsOptions> = {}) {
  return new VenueConnections({
    baseUrl,
    connections: 1,
    monotonicMs: () => performance.now(),
    connectTimeoutMs: LONG_MS,
    largestAnswerBytes: 1_000_000,
    ...options,
  });
}

const post = (timeoutMs = LONG_MS) => connections.exchange(POST, timeoutMs);

/** How often the request line arrived, over all connections. */
const writes = () => received.join('').split('POST /v2/orders').length - 1;

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  server.close();
  await connections.close();
});

test('an answer comes back with status, headers and body', async () => {
  await venue((socket) => socket.write(OK.replace('200 OK\r\n', '200 OK\r\nx-request-id: r1\r\n')));
  expect(await post()).toEqual({
    kind: 'answered',
    status: 200,
    headers: { 'x-request-id': 'r1', 'content-length': '2' },
    body: '{}',
  });
});

test('a refused connection is not sent', async () => {
  await venue(() => {});
  server.close();
  expect(await post()).toMatchObject({
    kind: 'not-sent',
    text: expect.stringContaining('ECONNREFUSED'),
  });
});

test('a host without an address is not sent', async () => {
  await venue(() => {});
  connections = connectionsTo('http://nowhere.invalid');
  expect(await post()).toMatchObject({ kind: 'not-sent' });
});

test('a connection that is never made within the time is not sent', async () => {
  let refuse = () => {};
  await venue(() => {}, {
    connect: (_to, done) => {
      refuse = () => done(new Error('too late'), null);
    },
  });
  expect(await post(50)).toEqual({
    kind: 'not-sent',
    text: 'not written within 50 ms',
  });
  refuse();
});

test('a request whose time ran out before there was a connection is not written on it later', async () => {
  const connected = Promise.withResolvers<void>();
  let connect = () => {};
  await venue((socket) => socket.write(OK), {
    connect: ({ hostname, port }, done) => {
      connect = () => {
        const socket = openSocket(Number(port), hostname, () => {
          done(null, socket);
          connected.resolve();
        });
      };
    },
  });
  expect(await post(50)).toEqual({ kind: 'not-sent', text: 'not written within 50 ms' });
  connect();
  await connected.promise;
  expect(await post()).toMatchObject({ kind: 'answered' });
  expect(writes()).toBe(1);
});

test('what is asked after the end is not sent', async () => {
  await venue(() => {});
  await connections.close();
  expect(await post()).toEqual({ kind: 'not-sent', text: 'the connections are closed' });
});

test('at the end what waits is not sent, and what is written still hears its answer', async () => {
  let answer = () => {};
  await venue((socket) => {
    answer = () => socket.write(OK);
  });
  const written = post();
  await vi.waitFor(() => expect(writes()).toBe(1), { timeout: LONG_MS, interval: 5 });
  const waiting = post();
  const closed = connections.close();
  expect(await waiting).toEqual({ kind: 'not-sent', text: 'the connections are closed' });
  answer();
  expect(await written).toMatchObject({ kind: 'answered' });
  await closed;
  expect(writes()).toBe(1);
});

test('a reset after the request is broken, and the request is written once', async () => {
  await venue((socket) => socket.resetAndDestroy());
  expect(await post()).toMatchObject({
    kind: 'broken',
    text: expect.stringContaining('ECONNRESET'),
  });
  expect(writes()).toBe(1);
});

test('a connection closed without an answer is broken, and the request is written once', async () => {
  await venue((socket) => socket.end());
  expect(await post()).toMatchObject({ kind: 'broken' });
  expect(writes()).toBe(1);
});

test('a connection that closes between two requests is never used to write one twice', async () => {
  await venue((socket, request) => (request === 1 ? socket.end(OK) : socket.write(OK)));
  expect(await post()).toMatchObject({ kind: 'answered' });
  // Written to the dying connection (broken) or to a new one (answered), but once.
  await post();
  expect(writes()).toBe(2);
});

test('half an answer is broken', async () => {
  await venue((socket) => socket.end(OK.slice(0, -1)));
  expect(await post()).toMatchObject({ kind: 'broken' });
});

test('an answer beyond the size that is allowed is broken', async () => {
  await venue((socket) => socket.end(OK), { largestAnswerBytes: 1 });
  expect(await post()).toMatchObject({ kind: 'broken' });
});

test('no answer within the time is broken', async () => {
  await venue(() => {});
  expect(await post(50)).toEqual({
    kind: 'broken',
    text: 'no answer within 50 ms',
  });
  expect(writes()).toBe(1);
});

test('a connection that did not answer in time is given up for a new one', async () => {
  await venue((socket, request) => {
    if (request === 2) socket.write(OK);
  });
  expect(await post(50)).toMatchObject({ kind: 'broken' });
  expect(await post()).toMatchObject({ kind: 'answered' });
  expect(received).toHaveLength(2);
});

test('a request whose time ran out in the queue is not sent, then or later', async () => {
  let answerFirst = () => {};
  await venue((socket) => {
    answerFirst = () => socket.write(OK);
  });
  const first = post();
  await vi.waitFor(() => expect(writes()).toBe(1), { timeout: LONG_MS, interval: 5 });
  const second = await post(50);
  expect(second).toEqual({ kind: 'not-sent', text: 'not written within 50 ms' });
  expect(writes()).toBe(1);

  answerFirst();
  expect(await first).toMatchObject({ kind: 'answered' });
  const third = connections.exchange({ ...POST, headers: ['x-third', '1'] }, LONG_MS);
  while (writes() < 2) await once(sockets[0] ?? server, 'data');
  answerFirst();
  expect(await third).toMatchObject({ kind: 'answered' });
  expect(writes()).toBe(2);
  expect(received).toHaveLength(1);
});

test('a request that could not be written leaves its connection to the next one', async () => {
  await venue((socket) => socket.write(OK));
  const bad = { ...POST, headers: ['x-bad', 'a\r\nb: c'] };
  for (let time = 0; time < 3; time += 1)
    expect(await connections.exchange(bad, LONG_MS)).toMatchObject({ kind: 'not-sent' });
  expect(await post()).toMatchObject({ kind: 'answered' });
  expect(received).toHaveLength(1);
});

test('after connections that were refused, the next request opens one', async () => {
  await venue((socket) => socket.write(OK));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  server.close();
  const refused = await Promise.all([post(), post(), post()]);
  expect(refused.map(({ kind }) => kind)).toEqual(['not-sent', 'not-sent', 'not-sent']);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  expect(await post()).toMatchObject({ kind: 'answered' });
});

test('as many are under way at once as there are connections, and all others follow in turn', async () => {
  const open: (() => void)[] = [];
  let most = 0;
  await venue(
    (socket) => {
      most = Math.max(
        most,
        open.push(() => socket.write(OK)),
      );
      setTimeout(() => open.shift()?.(), 5);
    },
    { connections: 3 },
  );
  const ends = await Promise.all(Array.from({ length: 20 }, () => post()));
  expect(ends.every(({ kind }) => kind === 'answered')).toBe(true);
  expect(writes()).toBe(20);
  expect(received).toHaveLength(3);
  expect(most).toBe(3);
});

test('a body in pieces is one text, also where a piece ends within a character', async () => {
  const body = Buffer.from('{"text":"äö€"}');
  await venue((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`);
    let at = 0;
    const write = () => {
      if (at === body.length) return;
      socket.write(body.subarray(at, ++at));
      setTimeout(write, 2);
    };
    write();
  });
  expect(await post()).toMatchObject({ kind: 'answered', body: '{"text":"äö€"}' });
});
