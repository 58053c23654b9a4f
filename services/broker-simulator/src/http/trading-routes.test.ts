import { decimal } from '@orderonce/contracts';
import { afterEach, expect, test, vi } from 'vitest';
import type { SimulatorOptions } from '../simulator.ts';
import { SECOND_KEYS, startSimulator } from '../testing/simulator-under-test.ts';

let running: Awaited<ReturnType<typeof startSimulator>>;
const start = async (options: Partial<SimulatorOptions> = {}) => {
  running = await startSimulator(options);
};
afterEach(() => running.close());

const market = { symbol: 'AAPL', qty: '10', side: 'buy', type: 'market', time_in_force: 'day' };
const resting = { ...market, type: 'limit', limit_price: '90' };
const get = async (path: string) => (await running.call('GET', path)).json;
const place = async (id: string, body: object = market) =>
  (await running.call('POST', '/v2/orders', { ...body, client_order_id: id })).json;
const becomes = (id: string, status: string) =>
  vi.waitFor(
    async () => {
      const order = await get(`/v2/orders:by_client_order_id?client_order_id=${id}`);
      expect(order.status).toBe(status);
      return order;
    },
    { timeout: 5_000, interval: 5 },
  );

test('a replacement is a new order, and each of the two names the other', async () => {
  await start();
  const old = await place('first', resting);
  await becomes('first', 'new');
  const patch = { qty: 12, limit_price: '91.5', client_order_id: 'second' };
  const { status, json } = await running.call('PATCH', `/v2/orders/${old.id}`, patch);
  expect(status).toBe(200);
  expect(json).toMatchObject({
    client_order_id: 'second',
    qty: '12',
    limit_price: '91.5',
    status: 'pending_new',
    replaces: old.id,
    replaced_by: null,
  });
  await becomes('second', 'new');
  expect(await get(`/v2/orders/${old.id}`)).toMatchObject({
    status: 'replaced',
    replaced_by: json.id,
    replaced_at: expect.stringMatching(/^\d{4}-/),
  });
  expect(await running.ledger()).toMatchObject([
    { kind: 'post', clientOrderId: 'first' },
    { kind: 'accepted' },
    {
      kind: 'patch',
      clientOrderId: 'second',
      symbol: 'AAPL',
      attempt: 1,
      payload: '{"client_order_id":"second","limit_price":"91.5","qty":12}',
    },
    { kind: 'replace-requested', clientOrderId: 'second', origClientOrderId: 'first' },
    { kind: 'replaced', clientOrderId: 'second', origClientOrderId: 'first' },
  ]);
});

test('a replacement without a client order id gets one, and a repeated one is refused', async () => {
  await start();
  const old = await place('first', resting);
  await becomes('first', 'new');
  const taken = await running.call('PATCH', `/v2/orders/${old.id}`, {
    qty: '12',
    client_order_id: 'first',
  });
  expect(taken).toMatchObject({
    status: 422,
    json: { code: 40010001, message: 'client_order_id must be unique' },
  });
  const { json } = await running.call('PATCH', `/v2/orders/${old.id}`, { qty: '12' });
  expect(json.client_order_id).toMatch(/^[0-9a-f-]{36}$/);
});

test('an order of another account cannot be replaced', async () => {
  await start();
  const old = await place('first', resting);
  const path = `/v2/orders/${old.id}`;
  const { status } = await running.call('PATCH', path, { qty: '12' }, SECOND_KEYS);
  expect(status).toBe(404);
});

test.each([
  ['PATCH', '/v2/orders/x'],
  ['DELETE', '/v2/orders/x'],
  ['DELETE', '/v2/orders'],
  ['DELETE', '/v2/positions/AAPL'],
])('%s %s without the right keys changes nothing, and leaves a line', async (method, path) => {
  await start();
  const wrong = { ...SECOND_KEYS, 'apca-api-secret-key': 'secret-1' };
  expect((await running.call(method, path, undefined, wrong)).status).toBe(401);
  expect(await running.ledger()).toMatchObject([{ kind: 'unauthorized', accountId: '' }]);
});

test('an order fills before its replacement gets there, where a fault says so', async () => {
  await start({ faults: [{ fault: 'fill-before-replace', rate: 1 }] });
  const old = await place('first', resting);
  await becomes('first', 'new');
  const patch = { qty: '12', client_order_id: 'second' };
  expect((await running.call('PATCH', `/v2/orders/${old.id}`, patch)).status).toBe(200);
  await becomes('second', 'rejected');
  await becomes('first', 'filled');
  expect((await get('/sim/faults')).fired['fill-before-replace']).toBe(1);
});

test('an order fills after its cancelling was taken, where a fault says so', async () => {
  await start({ faults: [{ fault: 'fill-after-cancel', rate: 1 }] });
  const { id } = await place('first', resting);
  expect((await running.call('DELETE', `/v2/orders/${id}`)).status).toBe(204);
  await becomes('first', 'filled');
  expect((await get('/sim/faults')).fired['fill-after-cancel']).toBe(1);
});

test('all open orders are canceled at once, each with its own status', async () => {
  await start();
  const first = await place('first', resting);
  const second = await place('second', resting);
  expect(await running.call('DELETE', '/v2/orders')).toMatchObject({
    status: 207,
    json: [
      { id: first.id, status: 200 },
      { id: second.id, status: 200 },
    ],
  });
  await becomes('first', 'canceled');
  await becomes('second', 'canceled');
  expect((await running.call('DELETE', '/v2/orders')).json).toEqual([]);
});

test('a position is shown, closed under an id of the venue, and gone', async () => {
  await start();
  await place('first');
  await becomes('first', 'filled');
  const position = await get('/v2/positions/AAPL');
  expect(position).toMatchObject({ symbol: 'AAPL', qty: '10', qty_available: '10', side: 'long' });
  expect(await get(`/v2/positions/${position.asset_id}`)).toMatchObject({ symbol: 'AAPL' });
  const { status, json } = await running.call('DELETE', '/v2/positions/AAPL?percentage=50');
  expect(status).toBe(200);
  expect(json).toMatchObject({ side: 'sell', qty: '5', position_intent: 'sell_to_close' });
  await becomes(json.client_order_id, 'filled');
  expect(await running.call('DELETE', '/v2/positions?cancel_orders=True')).toMatchObject({
    status: 207,
    json: [{ symbol: 'AAPL', status: 200, body: { side: 'sell', qty: '5' } }],
  });
  await vi.waitFor(async () => expect(await get('/v2/positions')).toEqual([]));
  for (const method of ['GET', 'DELETE'])
    expect(await running.call(method, '/v2/positions/AAPL')).toMatchObject({
      status: 404,
      json: { code: 40410000, message: 'position does not exist' },
    });
  const kinds = (await running.ledger()).map((entry) => entry.kind);
  expect(kinds.filter((kind) => kind === 'close-requested')).toHaveLength(2);
});

test('a pair is found with and without its stroke', async () => {
  await start();
  await place('first', { ...market, symbol: 'BTC/USD', time_in_force: 'gtc' });
  await becomes('first', 'filled');
  expect(await get('/v2/positions/BTC%2FUSD')).toMatchObject({ asset_class: 'crypto' });
  expect((await running.call('DELETE', '/v2/positions/BTCUSD')).json).toMatchObject({
    symbol: 'BTC/USD',
    time_in_force: 'gtc',
  });
});

test('what cannot be closed says so in its row', async () => {
  await start();
  await place('first');
  await becomes('first', 'filled');
  await place('second', { ...resting, side: 'sell', limit_price: '200' });
  expect((await running.call('DELETE', '/v2/positions')).json).toEqual([
    {
      symbol: 'AAPL',
      status: 403,
      body: {
        code: 40310000,
        available: '0',
        existing_qty: '10',
        held_for_orders: '10',
        symbol: 'AAPL',
        message: 'insufficient qty available for order (requested: 10, available: 0)',
      },
    },
  ]);
});

test('activities are asked for by type, category and day', async () => {
  await start();
  await place('first', { ...market, qty: '1' });
  await becomes('first', 'filled');
  const [fill] = await get('/v2/account/activities/FILL');
  const today = fill.transaction_time.slice(0, 10);
  expect(await get('/v2/account/activities')).toEqual([fill]);
  expect(await get('/v2/account/activities?activity_types=DIV,FILL')).toEqual([fill]);
  expect(await get('/v2/account/activities?activity_types=DIV')).toEqual([]);
  expect(await get('/v2/account/activities?category=non_trade_activity')).toEqual([]);
  expect(await get('/v2/account/activities/DIV')).toEqual([]);
  expect(await get(`/v2/account/activities/FILL?date=${today}`)).toEqual([fill]);
  expect(await get('/v2/account/activities/FILL?date=2020-01-01')).toEqual([]);
});

test('orders are listed by neighbour, class and the flags that no order here heeds', async () => {
  await start();
  const orders = [];
  for (const id of ['a', 'b', 'c']) orders.push(await place(id, resting));
  const list = async (query: string) =>
    (await get(`/v2/orders?direction=asc&${query}`)).map(
      (order: { client_order_id: string }) => order.client_order_id,
    );
  expect(await list(`after_order_id=${orders[0].id}`)).toEqual(['b', 'c']);
  expect(await list(`before_order_id=${orders[2].id}`)).toEqual(['a', 'b']);
  expect(await list('asset_class=us_equity&nested=True')).toEqual(['a', 'b', 'c']);
  expect(await list('asset_class=crypto')).toEqual([]);
});

test('assets are what is traded', async () => {
  await start({ symbols: new Set(['AAPL', 'BTC/USD']) });
  const all = await get('/v2/assets');
  expect(all.map((asset: { symbol: string }) => asset.symbol)).toEqual(['AAPL', 'BTC/USD']);
  expect(await get('/v2/assets/AAPL')).toMatchObject({ class: 'us_equity', tradable: true });
  expect(await get(`/v2/assets/${all[1].id}`)).toMatchObject({ symbol: 'BTC/USD' });
  expect(await running.call('GET', '/v2/assets/MSFT')).toMatchObject({
    status: 404,
    json: { code: 40410000, message: 'asset not found for MSFT' },
  });
});

test('a venue without look-ups by client order id has no such route', async () => {
  await start({ hasLookUpByClientOrderId: false });
  await place('first');
  const path = '/v2/orders:by_client_order_id?client_order_id=first';
  expect(await running.call('GET', path)).toMatchObject({
    status: 404,
    json: { message: 'endpoint not found.' },
  });
});

test('the clock tells the end of the session', async () => {
  await start({ sessionMs: 3_600_000 });
  const { next_close: close, next_open: open } = await get('/v2/clock');
  expect(close).toMatch(/:00:00\.000Z$/);
  expect(open).toBe(close);
});

test('requests are counted for each account, and one too many is turned away', async () => {
  const windowMs = 3_600_000;
  await start({ rateLimit: { requests: 2, windowMs } });
  const { headers } = await running.call('GET', '/v2/account');
  expect(headers.get('x-ratelimit-limit')).toBe('2');
  expect(headers.get('x-ratelimit-remaining')).toBe('1');
  const resetMs = Number(headers.get('x-ratelimit-reset')) * 1_000;
  expect(resetMs - Date.now()).toBeGreaterThan(0);
  expect(resetMs - Date.now()).toBeLessThanOrEqual(windowMs);
  await place('first');
  const refused = await running.call('POST', '/v2/orders', market);
  expect(refused).toMatchObject({
    status: 429,
    json: { code: 42910000, message: 'rate limit exceeded.' },
  });
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
  expect((await running.call('GET', '/v2/account', undefined, SECOND_KEYS)).status).toBe(200);
  const kinds = (await running.ledger()).map((entry) => entry.kind);
  expect(kinds.slice(0, 2)).toEqual(['post', 'accepted']);
  // The fill of the first order may come before or after it.
  expect(kinds).toContain('rate-limited');
});

test('without a limit nothing is said about one', async () => {
  await start();
  const { headers } = await running.call('GET', '/v2/account');
  expect(headers.get('x-ratelimit-limit')).toBeNull();
});

test('an answer breaks off in the middle of its body, after the order was taken', async () => {
  await start({ faults: [{ fault: 'answer-lost-mid-body', rate: 1 }], fillDelayMs: 60_000 });
  await expect(place('first', resting)).rejects.toThrow('terminated');
  expect((await running.ledger()).map((entry) => entry.kind)).toEqual(['post', 'accepted']);
});

test('a request is turned away with 429 and not dealt with', async () => {
  await start({ faults: [{ fault: 'refuse-429', rate: 1 }] });
  const { status, headers } = await running.call('POST', '/v2/orders', market);
  expect([status, headers.get('retry-after')]).toEqual([429, '1']);
  expect((await running.ledger()).map((entry) => entry.kind)).toEqual(['post']);
});

test('answers are lost to the kind of request that the rule names', async () => {
  await start({ faults: [{ fault: 'answer-lost-503', rate: 1, request: 'delete' }] });
  const { id, status } = await place('first', resting);
  expect(status).toBe('pending_new');
  expect((await running.call('DELETE', `/v2/orders/${id}`)).status).toBe(503);
  await becomes('first', 'canceled');
});

test('answers to replacements are lost like those to orders, and cancels are left alone', async () => {
  await start();
  const old = await place('first', resting);
  await becomes('first', 'new');
  await running.call('POST', '/sim/faults', { rules: [{ fault: 'answer-lost-503' }] });
  const patch = { qty: '12', client_order_id: 'second' };
  expect((await running.call('PATCH', `/v2/orders/${old.id}`, patch)).status).toBe(503);
  const { id } = await becomes('second', 'new');
  expect((await running.call('DELETE', `/v2/orders/${id}`)).status).toBe(204);
});

test('an accepted order is rejected later, and its id forgotten', async () => {
  await start({
    faults: [
      { fault: 'reject-late', rate: 1, next: 1 },
      { fault: 'forget-id-ms', rate: 1, ms: 1, next: 1 },
    ],
    prices: new Map([['AAPL', decimal('100')]]),
  });
  const { id } = await place('first');
  await vi.waitFor(async () =>
    expect(await get(`/v2/orders/${id}`)).toMatchObject({
      status: 'rejected',
      failed_at: expect.stringMatching(/^\d{4}-/),
    }),
  );
  await vi.waitFor(async () =>
    expect(await running.ledger()).toContainEqual(
      expect.objectContaining({ kind: 'id-forgotten', clientOrderId: 'first' }),
    ),
  );
  expect((await place('first')).id).not.toBe(id);
});
