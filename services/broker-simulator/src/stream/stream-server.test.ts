import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { FaultRule } from '../faults/fault-rule.ts';
import { SECOND_KEYS, startSimulator } from '../testing/simulator-under-test.ts';

type Running = Awaited<ReturnType<typeof startSimulator>>;
type Stream = Awaited<ReturnType<Running['listenTo']>>;

let running: Running;
afterEach(() => running.close());

const resting = {
  symbol: 'AAPL',
  qty: '10',
  side: 'buy',
  type: 'limit',
  time_in_force: 'gtc',
  limit_price: '90',
};
const market = { ...resting, type: 'market', limit_price: null, time_in_force: 'ioc' };
const place = (id: string, body: object = market) =>
  running.call('POST', '/v2/orders', { ...body, client_order_id: id });

async function listening(faults: readonly FaultRule[] = []): Promise<Stream> {
  running = await startSimulator({ faults });
  const stream = await running.listenTo();
  await stream.listen();
  return stream;
}

interface Update {
  readonly event: string;
  readonly execution_id: string;
  readonly order: { readonly client_order_id: string; readonly filled_qty: string };
}

async function updates(stream: Stream, count: number): Promise<Update[]> {
  const frames: Update[] = [];
  while (frames.length < count) {
    const { json } = await stream.next();
    frames.push(json.data as unknown as Update);
  }
  return frames;
}
const events = async (stream: Stream, count: number) =>
  (await updates(stream, count)).map(({ event }) => event);

test('everything the venue says is JSON in binary frames', async () => {
  running = await startSimulator();
  const stream = await running.listenTo();
  stream.say({ action: 'authenticate', data: { key_id: 'key-1', secret_key: 'secret-1' } });
  expect(await stream.next()).toEqual({
    isBinary: true,
    json: { stream: 'authorization', data: { status: 'authorized', action: 'authenticate' } },
  });
  stream.say({ action: 'listen', data: { streams: ['trade_updates', 'account_updates'] } });
  expect(await stream.next()).toEqual({
    isBinary: true,
    json: { stream: 'listening', data: { streams: ['trade_updates'] } },
  });
  const { json: order } = await place('mine');
  const frame = await stream.next();
  expect(frame).toEqual({
    isBinary: true,
    json: {
      stream: 'trade_updates',
      data: {
        event: 'pending_new',
        execution_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        order,
        timestamp: order.created_at,
      },
    },
  });
});

test('a fill tells its own quantity and price, the position, and the order as it is then', async () => {
  const stream = await listening();
  await place('mine');
  const [, , fill] = await updates(stream, 3);
  const [activity] = (await running.call('GET', '/v2/account/activities/FILL')).json;
  expect(fill).toMatchObject({
    event: 'fill',
    execution_id: activity.id.split('::')[1],
    price: activity.price,
    qty: '10',
    position_qty: '10',
    timestamp: activity.transaction_time,
    order: { client_order_id: 'mine', status: 'filled', filled_qty: '10' },
  });
});

test('the shorter form of authentication opens the stream too', async () => {
  running = await startSimulator();
  const stream = await running.listenTo();
  stream.say({ action: 'auth', key: 'key-1', secret: 'secret-1' });
  expect((await stream.next()).json.data).toMatchObject({ status: 'authorized' });
});

test.each([
  [
    { action: 'authenticate', data: { key_id: 'key-1', secret_key: 'secret-2' } },
    { stream: 'authorization', data: { status: 'unauthorized', action: 'authenticate' } },
  ],
  [
    { action: 'listen', data: { streams: ['trade_updates'] } },
    { stream: 'authorization', data: { status: 'unauthorized', action: 'listen' } },
  ],
  ['{', { action: 'error', data: { error_message: 'invalid message' } }],
  [{ action: 'sing' }, { action: 'error', data: { error_message: 'invalid message' } }],
])('%j is answered %j, and opens nothing', async (message, answer) => {
  running = await startSimulator();
  const stream = await running.listenTo();
  stream.say(message);
  expect((await stream.next()).json).toEqual(answer);
  await place('mine');
  // The answer to this is the next thing that it hears.
  stream.say({ action: 'auth', key: 'key-1', secret: 'secret-1' });
  expect((await stream.next()).json).toMatchObject({ stream: 'authorization' });
});

test('every connection of an account hears the same, and nothing of other accounts', async () => {
  const first = await listening();
  const second = await running.listenTo();
  await second.listen();
  const other = await running.listenTo();
  await other.listen('key-2', 'secret-2');
  await place('mine');
  await running.call('POST', '/v2/orders', { ...market, client_order_id: 'other' }, SECOND_KEYS);
  expect(await updates(second, 3)).toEqual(await updates(first, 3));
  const heard = await updates(other, 3);
  expect(heard.map(({ order }) => order.client_order_id)).toEqual(['other', 'other', 'other']);
});

test('who listens to nothing hears nothing any more', async () => {
  const stream = await listening();
  stream.say({ action: 'listen', data: { streams: [] } });
  expect((await stream.next()).json.data).toEqual({ streams: [] });
  await place('mine');
  stream.say('{');
  expect((await stream.next()).json).toMatchObject({ action: 'error' });
});

test('the life of an order that is replaced and canceled is told event by event', async () => {
  const stream = await listening();
  const { json } = await place('first', resting);
  expect(await events(stream, 2)).toEqual(['pending_new', 'new']);
  const replacement = { qty: '12', client_order_id: 'second' };
  const { json: order } = await running.call('PATCH', `/v2/orders/${json.id}`, replacement);
  expect(await events(stream, 4)).toEqual(['pending_replace', 'pending_new', 'replaced', 'new']);
  await running.call('DELETE', `/v2/orders/${order.id}`);
  expect(await events(stream, 2)).toEqual(['pending_cancel', 'canceled']);
});

test('a frame is dropped, and the connection stays healthy', async () => {
  const stream = await listening([{ fault: 'stream-drop', rate: 1, event: 'new' }]);
  await place('mine');
  expect(await events(stream, 2)).toEqual(['pending_new', 'fill']);
  expect((await running.call('GET', '/sim/faults')).json.fired['stream-drop']).toBe(1);
});

test('a frame is repeated with the same execution id', async () => {
  const stream = await listening([{ fault: 'stream-repeat', rate: 1, event: 'fill' }]);
  await place('mine');
  const [, , fill, again] = await updates(stream, 4);
  expect(fill?.event).toBe('fill');
  expect(again).toEqual(fill);
});

test('a frame is sent after the next one, or alone where none comes', async () => {
  const stream = await listening([{ fault: 'stream-reorder', rate: 1, event: 'new' }]);
  await place('mine');
  expect(await events(stream, 3)).toEqual(['pending_new', 'fill', 'new']);
  await place('second', resting);
  expect(await events(stream, 2)).toEqual(['pending_new', 'new']);
});

test('a delayed frame is overtaken', async () => {
  const stream = await listening([{ fault: 'stream-delay-ms', rate: 1, ms: 60, event: 'new' }]);
  await place('mine');
  expect(await events(stream, 3)).toEqual(['pending_new', 'fill', 'new']);
});

test('a frame with an event that nobody knows goes out before another', async () => {
  const stream = await listening([
    { fault: 'stream-insert', rate: 1, event: 'fill', inserted: 'never_heard_of' },
  ]);
  await place('mine');
  expect(await events(stream, 4)).toEqual(['pending_new', 'new', 'never_heard_of', 'fill']);
});

test('repeated, reordered and delayed frames still tell every fill', async () => {
  const stream = await listening([
    { fault: 'stream-repeat', rate: 0.3 },
    { fault: 'stream-reorder', rate: 0.3 },
    { fault: 'stream-delay-ms', rate: 0.3, ms: 20 },
  ]);
  const ids = Array.from({ length: 40 }, (_, number) => `mine-${number}`);
  await Promise.all(ids.map((id) => place(id, { ...market, time_in_force: 'day' })));
  const cumulative = new Map<string, number>();
  const executions: string[] = [];
  while ([...cumulative.values()].filter((quantity) => quantity === 10).length < ids.length) {
    const [update] = await updates(stream, 1);
    if (update === undefined || !update.event.endsWith('fill')) continue;
    executions.push(update.execution_id);
    const { client_order_id: id, filled_qty: filled } = update.order;
    cumulative.set(id, Math.max(cumulative.get(id) ?? 0, Number(filled)));
  }
  expect(executions.length).toBeGreaterThan(new Set(executions).size);
  const { fired } = (await running.call('GET', '/sim/faults')).json;
  expect(Math.min(fired['stream-reorder'], fired['stream-delay-ms'])).toBeGreaterThan(0);
});

test('a connection is cut, and a new one hears only what comes then', async () => {
  const stream = await listening([{ fault: 'stream-cut', rate: 1, event: 'fill', next: 1 }]);
  await place('mine');
  expect(await stream.closed).toBe(1006);
  const again = await running.listenTo();
  await again.listen();
  await place('second');
  const heard = await updates(again, 3);
  expect(heard.map(({ event, order }) => [event, order.client_order_id])).toEqual([
    ['pending_new', 'second'],
    ['new', 'second'],
    ['fill', 'second'],
  ]);
});

test('only the stream is there, and closing the simulator ends it', async () => {
  const stream = await listening();
  const nowhere = new WebSocket(`${running.url.replace('http', 'ws')}/elsewhere`);
  const error = await new Promise<Error>((failed) => nowhere.on('error', failed));
  expect(error.message).toBe('Unexpected server response: 404');
  await running.close();
  expect(await stream.closed).toBe(1006);
});
