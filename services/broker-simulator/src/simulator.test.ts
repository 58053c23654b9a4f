import { accountIdSchema, decimal } from '@orderonce/contracts';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LedgerEntry } from './ledger/ledger-entry.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';

const KEYS = { 'apca-api-key-id': 'key-1', 'apca-api-secret-key': 'secret-1' };
const SECOND_KEYS = { 'apca-api-key-id': 'key-2', 'apca-api-secret-key': 'secret-2' };
const SOON = { timeout: 5_000, interval: 5 };

let simulator: Simulator;
let base: string;

async function start(options: Partial<SimulatorOptions> = {}): Promise<void> {
  simulator = createSimulator({
    accounts: [
      { accountId: accountIdSchema.parse('paper-1'), keyId: 'key-1', secretKey: 'secret-1' },
      { accountId: accountIdSchema.parse('paper-2'), keyId: 'key-2', secretKey: 'secret-2' },
    ],
    fillDelayMs: 1,
    prices: new Map([['AAPL', decimal('100')]]),
    ...options,
  });
  base = (await simulator.listen()).url;
}

afterEach(() => simulator.close());

async function call(method: string, path: string, body?: unknown, headers: object = KEYS) {
  const response = await fetch(base + path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text && JSON.parse(text) };
}

const market = { symbol: 'AAPL', qty: '10', side: 'buy', type: 'market', time_in_force: 'day' };
const resting = { ...market, type: 'limit', limit_price: '90' };
const post = (id: string, body: object = market, headers = KEYS) =>
  call('POST', '/v2/orders', { ...body, client_order_id: id }, headers);

async function ledger(query = ''): Promise<LedgerEntry[]> {
  const text = await (await fetch(`${base}/sim/ledger${query}`)).text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

const becomes = (id: string, status: string) =>
  vi.waitFor(async () => {
    const found = await call('GET', `/v2/orders:by_client_order_id?client_order_id=${id}`);
    expect(found.json.status).toBe(status);
    return found.json;
  }, SOON);

describe("Alpaca's wire", () => {
  test('an order is answered with every documented field', async () => {
    await start();
    const { status, headers, json } = await post('mine', resting);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/json');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(json).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      client_order_id: 'mine',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/),
      updated_at: json.created_at,
      submitted_at: json.created_at,
      filled_at: null,
      expired_at: null,
      expires_at: null,
      canceled_at: null,
      failed_at: null,
      replaced_at: null,
      replaced_by: null,
      replaces: null,
      asset_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      symbol: 'AAPL',
      asset_class: 'us_equity',
      notional: null,
      qty: '10',
      filled_qty: '0',
      filled_avg_price: null,
      order_class: '',
      order_type: 'limit',
      type: 'limit',
      side: 'buy',
      position_intent: 'buy_to_open',
      time_in_force: 'day',
      limit_price: '90',
      stop_price: null,
      status: 'pending_new',
      extended_hours: false,
      legs: null,
      trail_percent: null,
      trail_price: null,
      hwm: null,
      subtag: null,
      source: null,
    });
  });

  test('an order without a client order id gets one', async () => {
    await start();
    const { json } = await call('POST', '/v2/orders', market);
    expect(json.client_order_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each<[string, string, unknown, object, number, object]>([
    ['POST', '/v2/orders', market, {}, 401, { message: 'unauthorized.' }],
    [
      'GET',
      '/v2/account',
      undefined,
      { ...KEYS, ...{ 'apca-api-secret-key': 'x' } },
      401,
      { message: 'unauthorized.' },
    ],
    [
      'POST',
      '/v2/orders',
      '{"symbol":',
      KEYS,
      400,
      { code: 40010000, message: 'request body format is invalid' },
    ],
    [
      'POST',
      '/v2/orders',
      '',
      KEYS,
      400,
      { code: 40010000, message: 'request body format is invalid' },
    ],
    [
      'GET',
      '/v2/orders/nobody',
      undefined,
      KEYS,
      404,
      { code: 40410000, message: 'order not found for nobody' },
    ],
    [
      'GET',
      '/v2/orders:by_client_order_id?client_order_id=x',
      undefined,
      KEYS,
      404,
      { code: 40410000, message: 'order not found for x' },
    ],
    [
      'GET',
      '/v2/orders:by_client_order_id',
      undefined,
      KEYS,
      422,
      { code: 40010001, message: 'invalid client_order_id' },
    ],
    [
      'DELETE',
      '/v2/orders/nobody',
      undefined,
      KEYS,
      404,
      { code: 40410000, message: 'order not found for nobody' },
    ],
    [
      'GET',
      '/v2/orders?limit=501',
      undefined,
      KEYS,
      422,
      { code: 40010001, message: 'invalid limit' },
    ],
    [
      'GET',
      '/v2/orders?after=yesterday',
      undefined,
      KEYS,
      422,
      { code: 40010001, message: 'invalid after' },
    ],
    [
      'GET',
      '/v2/account/activities/FILL?page_token=x',
      undefined,
      KEYS,
      422,
      { code: 40010001, message: 'invalid page_token' },
    ],
    ['GET', '/v2/nothing', undefined, KEYS, 404, { message: 'endpoint not found.' }],
  ])('%s %s with %j and %j is answered %i', async (method, path, body, headers, status, json) => {
    await start();
    expect(await call(method, path, body, headers)).toMatchObject({ status, json });
  });

  test('a repeated id is refused in the words of the venue, for each account by itself', async () => {
    await start();
    await post('mine');
    expect(await post('mine')).toMatchObject({
      status: 422,
      json: { code: 40010001, message: 'client_order_id must be unique' },
    });
    expect((await post('mine', market, SECOND_KEYS)).status).toBe(200);
  });

  test('an account sees nothing of another', async () => {
    await start();
    const { json } = await post('mine', resting);
    expect((await call('GET', `/v2/orders/${json.id}`, undefined, SECOND_KEYS)).status).toBe(404);
    expect((await call('DELETE', `/v2/orders/${json.id}`, undefined, SECOND_KEYS)).status).toBe(
      404,
    );
    expect((await call('GET', '/v2/orders', undefined, SECOND_KEYS)).json).toEqual([]);
  });

  test('orders are listed by status, symbol, side and time, in pages', async () => {
    await start();
    const ids = ['a', 'b', 'c', 'd'];
    for (const id of ids)
      await post(id, { ...resting, symbol: id === 'd' ? 'MSFT' : 'AAPL', limit_price: '1' });
    const canceled = await post('e', resting);
    expect((await call('DELETE', `/v2/orders/${canceled.json.id}`)).status).toBe(204);
    await becomes('e', 'canceled');
    const list = async (query: string) =>
      (await call('GET', `/v2/orders${query}`)).json.map(
        (order: { client_order_id: string }) => order.client_order_id,
      );
    expect(await list('')).toEqual(['d', 'c', 'b', 'a']);
    expect(await list('?status=closed')).toEqual(['e']);
    expect(await list('?status=all&direction=asc')).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await list('?symbols=MSFT,IBM')).toEqual(['d']);
    expect(await list('?side=sell')).toEqual([]);
    const [first] = (await call('GET', '/v2/orders?direction=asc&limit=1')).json;
    expect(await list(`?direction=asc&limit=2&after=${first.submitted_at}`)).toEqual(['b', 'c']);
    expect(await list(`?until=${first.submitted_at}`)).toEqual(['a']);
  });

  test('fills are listed in pages, either way, and positions and cash follow them', async () => {
    await start();
    for (const id of ['a', 'b', 'c']) {
      await post(id);
      await becomes(id, 'filled');
    }
    await post('d', { ...market, side: 'sell', qty: '30.5' });
    await becomes('d', 'filled');
    const fills = async (query: string) =>
      (await call('GET', `/v2/account/activities/FILL${query}`)).json;
    const all = await fills('?direction=asc');
    expect(all.length).toBeGreaterThanOrEqual(4);
    expect(await fills('')).toEqual(all.toReversed());
    expect(await fills(`?direction=asc&page_size=2&page_token=${all[0].id}`)).toEqual(
      all.slice(1, 3),
    );
    expect(await fills(`?page_token=${all[1].id}`)).toEqual([all[0]]);
    expect(await fills(`?direction=asc&after=${all[0].transaction_time}`)).toEqual(all.slice(1));
    expect(all.at(-1)).toMatchObject({
      activity_type: 'FILL',
      type: 'fill',
      side: 'sell',
      symbol: 'AAPL',
      cum_qty: '30.5',
      leaves_qty: '0',
    });
    const ids = all.map((fill: { id: string }) => fill.id);
    expect([...ids].sort()).toEqual(ids);

    expect((await call('GET', '/v2/positions')).json).toMatchObject([
      { symbol: 'AAPL', qty: '-0.5', side: 'short', avg_entry_price: all.at(-1).price },
    ]);
    const account = (await call('GET', '/v2/account')).json;
    expect(account).toMatchObject({ status: 'ACTIVE', account_number: 'paper-1', currency: 'USD' });
    expect(account.cash).not.toBe('100000000');
  });

  test('the clock says that the market is open', async () => {
    await start();
    expect((await call('GET', '/v2/clock')).json).toMatchObject({ is_open: true });
  });
});

describe('the ledger', () => {
  test('tells every post and all that came of it, in order', async () => {
    await start();
    const { json } = await post('mine', { ...market, qty: '1' });
    await becomes('mine', 'filled');
    await post('mine', market);
    await call('POST', '/v2/orders', 'rubbish');
    await call('POST', '/v2/orders', market, {});
    const entries = await ledger();
    expect(entries.map((entry) => [entry.seq, entry.kind])).toEqual([
      [1, 'post'],
      [2, 'accepted'],
      [3, 'fill'],
      [4, 'post'],
      [5, 'refused-duplicate'],
      [6, 'post'],
      [7, 'rejected'],
      [8, 'unauthorized'],
    ]);
    expect(entries[0]).toEqual({
      seq: 1,
      atMs: expect.any(Number),
      accountId: 'paper-1',
      kind: 'post',
      clientOrderId: 'mine',
      symbol: 'AAPL',
      attempt: 1,
      payload:
        '{"client_order_id":"mine","qty":"1","side":"buy","symbol":"AAPL","time_in_force":"day","type":"market"}',
    });
    expect(entries[1]).toEqual({
      seq: 2,
      atMs: expect.any(Number),
      accountId: 'paper-1',
      kind: 'accepted',
      clientOrderId: 'mine',
      brokerOrderId: json.id,
      symbol: 'AAPL',
      side: 'BUY',
      quantity: '1',
    });
    expect(entries[2]).toMatchObject({ brokerOrderId: json.id, quantity: '1', cumQty: '1' });
    expect(entries[3]).toMatchObject({ attempt: 2 });
    expect(entries[4]).toMatchObject({ clientOrderId: 'mine', code: 40010001 });
  });

  test('is read on from any entry, and a part at a time', async () => {
    await start({ fillDelayMs: 60_000 });
    for (let number = 0; number < 1_200; number++) await post(`o${number}`);
    expect((await ledger()).map((entry) => entry.seq)).toEqual(
      Array.from({ length: 2_400 }, (_, index) => index + 1),
    );
    expect((await ledger('?after=2398')).map((entry) => entry.seq)).toEqual([2_399, 2_400]);
    expect((await ledger('?after=10&limit=2')).map((entry) => entry.seq)).toEqual([11, 12]);
    expect(await ledger('?after=2400')).toEqual([]);
    expect((await fetch(`${base}/sim/ledger?after=x`)).status).toBe(400);
  });

  test('is summed up', async () => {
    await start();
    await post('mine');
    await becomes('mine', 'filled');
    const { json } = await call('GET', '/sim/summary');
    expect(json).toMatchObject({
      byKind: { post: 1, accepted: 1, rejected: 0 },
      accounts: [
        { accountId: 'paper-1', orders: 1, openOrders: 0, positions: { AAPL: '10' } },
        { accountId: 'paper-2', orders: 0, openOrders: 0, fills: 0, positions: {} },
      ],
    });
  });
});

describe('faults', () => {
  const kinds = async () => (await ledger()).map((entry) => entry.kind);

  test('a lost answer is lost after the order was taken', async () => {
    await start({ faults: [{ fault: 'answer-lost-503', rate: 1, next: 1 }], fillDelayMs: 60_000 });
    expect((await post('mine')).status).toBe(503);
    expect((await post('mine')).status).toBe(422);
    expect(await kinds()).toEqual(['post', 'accepted', 'post', 'refused-duplicate']);
    expect((await ledger())[0]).toMatchObject({ fault: 'answer-lost-503' });
  });

  test('a connection is reset after the order was taken', async () => {
    await start({ faults: [{ fault: 'answer-lost-reset', rate: 1 }], fillDelayMs: 60_000 });
    await expect(post('mine')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(await kinds()).toEqual(['post', 'accepted']);
  });

  test('a refused request leaves nothing but its post', async () => {
    await start({ faults: [{ fault: 'refuse-503', rate: 1, next: 1 }], fillDelayMs: 60_000 });
    expect((await post('mine')).status).toBe(503);
    expect(await kinds()).toEqual(['post']);
    expect((await post('mine')).status).toBe(200);
  });

  test('a slow answer is late, the order is not, and closing does not wait for it', async () => {
    await start({ faults: [{ fault: 'slow-ms', rate: 1, ms: 60_000 }] });
    const answer = post('mine').catch((error: Error) => error.name);
    await becomes('mine', 'filled');
    await simulator.close();
    expect(await answer).toBe('TypeError');
  });

  test('a fresh order is hidden from look-ups and lists, and then shown', async () => {
    await start({ faults: [{ fault: 'hide-ms', rate: 1, ms: 200 }] });
    const { json } = await post('mine', resting);
    expect((await call('GET', `/v2/orders/${json.id}`)).status).toBe(404);
    expect((await call('GET', '/v2/orders')).json).toEqual([]);
    await becomes('mine', 'new');
    expect((await call('GET', '/v2/orders')).json).toHaveLength(1);
  });

  test('are set, echoed and counted over HTTP', async () => {
    await start();
    const set = await call('POST', '/sim/faults', {
      rules: [{ fault: 'refuse-503', symbol: 'AAPL' }],
    });
    expect(set.json.rules).toEqual([{ fault: 'refuse-503', rate: 1, symbol: 'AAPL' }]);
    await post('mine');
    expect((await call('GET', '/sim/faults')).json.fired).toMatchObject({ 'refuse-503': 1 });
    await call('POST', '/sim/faults', { rules: [] });
    expect((await post('mine')).status).toBe(200);
  });

  test.each<[string, unknown, string]>([
    ['no JSON', '{', ''],
    ['an unknown fault', { rules: [{ fault: 'explode' }] }, 'rules.0.fault'],
    ['a rate above 1', { rules: [{ fault: 'refuse-503', rate: 2 }] }, 'rules.0.rate'],
    ['a duration too much', { rules: [{ fault: 'refuse-503', ms: 2 }] }, 'rules.0'],
    ['no duration', { rules: [{ fault: 'slow-ms' }] }, 'rules.0.ms'],
  ])('%s is refused and changes nothing', async (_what, body, path) => {
    await start({ faults: [{ fault: 'refuse-503', rate: 1 }] });
    const answer = await call('POST', '/sim/faults', body);
    expect(answer.status).toBe(400);
    expect(answer.json.problems[0]).toMatch(new RegExp(`^${path}: `));
    expect((await call('GET', '/sim/faults')).json.rules).toHaveLength(1);
  });
});

test('where repeated ids are accepted a second post is a second order', async () => {
  await start({ repeatedIds: 'accept' });
  const first = await post('mine', resting);
  const second = await post('mine', resting);
  expect(second.status).toBe(200);
  expect(second.json.id).not.toBe(first.json.id);
});
