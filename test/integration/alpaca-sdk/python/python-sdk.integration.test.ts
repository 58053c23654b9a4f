import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { providePython } from '../../python/provide-python.ts';
import {
  eventually,
  FILLS_AT_ONCE,
  FILLS_IN_TWO,
  hearFrames,
  KEY_ID,
  openVenue,
  SECRET_KEY,
  type Venue,
} from '../venue.ts';
import { type PythonSdk, startPythonSdk } from './python-sdk.ts';

// vitest keeps the console of tests that pass to itself, and this takes a while.
const provided = await providePython(
  {
    name: 'alpaca-py',
    requirements: join(import.meta.dirname, 'requirements.txt'),
    modules: ['alpaca.trading.stream'],
  },
  (line) => writeSync(2, `${line}\n`),
);
const problem = 'problem' in provided ? provided.problem : null;
const python = 'python' in provided ? provided.python : '';

const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/);
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);

const market = { symbol: 'AAPL', side: 'buy', qty: 10, time_in_force: 'day' };
const resting = { ...market, limit_price: 0.05 };

// The runner lists skipped tests by name, so the name says why.
const name =
  problem === null
    ? "Alpaca's SDK for Python, pointed at the simulator,"
    : `Alpaca's SDK for Python is not tried (${problem}):`;

describe.skipIf(problem !== null)(name, () => {
  let venue: Venue;
  let sdk: PythonSdk;

  // Python takes seconds to import the SDK, so one process does for all tests.
  beforeAll(() => {
    sdk = startPythonSdk(python);
  });
  afterAll(async () => {
    expect(await sdk.end()).toBe(0);
  });
  beforeEach(async () => {
    venue = await openVenue();
    await connect();
  }, 60_000);
  afterEach(() => venue.close());

  const connect = (secret = SECRET_KEY) =>
    act('connect', {
      url: venue.url,
      stream_url: venue.streamUrl,
      key_id: KEY_ID,
      secret_key: secret,
    });

  async function act(action: string, fields?: Record<string, unknown>): Promise<unknown> {
    const answer = await sdk.act(action, fields);
    if ('error' in answer) throw new Error(`${action}: ${JSON.stringify(answer.error)}`);
    return answer.result;
  }

  async function becomes(clientOrderId: string, status: string): Promise<string> {
    return eventually(async () => {
      const order = await act('order_by_client_id', { client_order_id: clientOrderId });
      expect(order).toMatchObject({ status });
      return idOf(order);
    });
  }

  async function placeResting(clientOrderId: string): Promise<string> {
    await act('place_limit', { ...resting, client_order_id: clientOrderId });
    return becomes(clientOrderId, 'new');
  }

  async function buy(clientOrderId: string): Promise<string> {
    await act('place_market', { ...market, client_order_id: clientOrderId });
    return becomes(clientOrderId, 'filled');
  }

  test('places a limit order', async () => {
    const order = await act('place_limit', { ...resting, client_order_id: 'mine' });
    expect(order).toMatchObject({
      id: UUID,
      client_order_id: 'mine',
      symbol: 'AAPL',
      asset_class: 'us_equity',
      side: 'buy',
      type: 'limit',
      order_class: 'simple',
      time_in_force: 'day',
      qty: '10',
      limit_price: '0.05',
      filled_qty: '0',
      position_intent: 'buy_to_open',
      status: 'pending_new',
      created_at: TIME,
    });
    expect(await venue.ledger()).toMatchObject([
      {
        kind: 'post',
        clientOrderId: 'mine',
        attempt: 1,
        payload:
          '{"client_order_id":"mine","limit_price":0.05,"qty":10,"side":"buy","symbol":"AAPL","time_in_force":"day","type":"limit"}',
      },
      {
        kind: 'accepted',
        brokerOrderId: idOf(order),
        side: 'BUY',
        quantity: '10',
        price: '0.05',
      },
    ]);
  });

  test('places a market order and sees it filled', async () => {
    await buy(FILLS_IN_TWO);
    expect(await act('order_by_client_id', { client_order_id: FILLS_IN_TWO })).toMatchObject({
      status: 'filled',
      qty: '10',
      filled_qty: '10',
      filled_avg_price: '0.1',
      filled_at: TIME,
    });
    const fills = (await venue.ledger(FILLS_IN_TWO)).filter(({ kind }) => kind === 'fill');
    expect(fills).toMatchObject([
      { quantity: '5', price: '0.10', cumQty: '5' },
      { quantity: '5', price: '0.10', cumQty: '10' },
    ]);
  });

  test('has its own error for a repeated client order id', async () => {
    await act('place_limit', { ...resting, client_order_id: 'mine' });
    expect(await sdk.act('place_limit', { ...resting, client_order_id: 'mine' })).toEqual({
      error: {
        type: 'APIError',
        status_code: 422,
        code: 40010001,
        message: 'client_order_id must be unique',
      },
    });
    expect((await venue.ledger()).map(({ kind }) => kind)).toEqual([
      'post',
      'accepted',
      'post',
      'refused-duplicate',
    ]);
  });

  test('has its own errors for wrong keys, an unknown symbol and no money', async () => {
    expect(await sdk.act('place_limit', { ...resting, symbol: 'aapl' })).toMatchObject({
      error: { status_code: 422, code: 42210000, message: 'asset "aapl" not found' },
    });
    expect(await sdk.act('place_limit', { ...resting, qty: 20_001 })).toMatchObject({
      error: { status_code: 403, code: 40310000, message: 'insufficient buying power' },
    });
    await connect('wrong');
    expect(await sdk.act('place_limit', resting)).toMatchObject({
      error: { type: 'APIError', status_code: 401, message: 'unauthorized.' },
    });
    const ledger = await venue.ledger();
    expect(ledger.filter(({ kind }) => kind === 'accepted')).toEqual([]);
  });

  test('replaces an order, and both name each other', async () => {
    const old = await placeResting('old');
    const changes = { qty: 12, limit_price: 0.06, client_order_id: 'new' };
    const order = await act('replace', { order_id: old, ...changes });
    expect(order).toMatchObject({
      client_order_id: 'new',
      qty: '12',
      limit_price: '0.06',
      replaces: old,
    });
    await venue.becomes('new', 'replaced');
    expect(await act('order_by_id', { order_id: old })).toMatchObject({
      status: 'replaced',
      replaced_by: idOf(order),
      replaced_at: TIME,
    });
    expect(await venue.ledger('new')).toMatchObject([
      { kind: 'patch', payload: '{"client_order_id":"new","limit_price":0.06,"qty":12}' },
      { kind: 'replace-requested', origClientOrderId: 'old', quantity: '12', price: '0.06' },
      { kind: 'replaced', brokerOrderId: idOf(order), origClientOrderId: 'old', cumQty: '0' },
    ]);
  });

  test('cancels an order', async () => {
    const id = await placeResting('mine');
    expect(await act('cancel', { order_id: id })).toBeNull();
    await venue.becomes('mine', 'canceled');
    expect(await act('order_by_id', { order_id: id })).toMatchObject({
      status: 'canceled',
      canceled_at: TIME,
    });
    expect((await venue.ledger()).slice(2)).toMatchObject([
      { kind: 'cancel-requested', brokerOrderId: id },
      { kind: 'canceled', brokerOrderId: id, cumQty: '0' },
    ]);
  });

  test('cancels all orders', async () => {
    const first = await placeResting('first');
    const second = await placeResting('second');
    expect(await act('cancel_all')).toMatchObject([
      { id: first, status: 200 },
      { id: second, status: 200 },
    ]);
    await venue.becomes('first', 'canceled');
    await venue.becomes('second', 'canceled');
  });

  test('is told that a filled order cannot be canceled', async () => {
    const id = await buy('mine');
    expect(await sdk.act('cancel', { order_id: id })).toEqual({
      error: {
        type: 'APIError',
        status_code: 422,
        code: 42210000,
        message: 'order is already in "filled" state',
      },
    });
  });

  test('closes a part of a position, and the rest', async () => {
    await buy('mine');
    const part = await act('close_position', { symbol: 'AAPL', qty: '4' });
    expect(part).toMatchObject({
      symbol: 'AAPL',
      side: 'sell',
      qty: '4',
      type: 'market',
      position_intent: 'sell_to_close',
    });
    await eventually(async () => expect(await act('positions')).toMatchObject([{ qty: '6' }]));
    expect(await act('close_position', { symbol: 'AAPL' })).toMatchObject({ qty: '6' });
    await eventually(async () => expect(await act('positions')).toEqual([]));
    const closed = (await venue.ledger()).filter(({ kind }) => kind === 'close-requested');
    expect(closed).toMatchObject([{ symbol: 'AAPL' }, { symbol: 'AAPL' }]);
    expect(await sdk.act('close_position', { symbol: 'AAPL' })).toMatchObject({
      error: { status_code: 404, code: 40410000, message: 'position does not exist' },
    });
  });

  test('closes a position with an order under its own id', async () => {
    await buy('mine');
    const close = { side: 'sell', client_order_id: 'close', position_intent: 'sell_to_close' };
    const order = await act('place_market', { ...market, ...close });
    expect(order).toMatchObject({ client_order_id: 'close', position_intent: 'sell_to_close' });
    await eventually(async () => expect(await act('positions')).toEqual([]));
    expect((await venue.ledger('close')).slice(0, 2)).toMatchObject([
      { kind: 'post', payload: expect.stringContaining('"position_intent":"sell_to_close"') },
      { kind: 'accepted', side: 'SELL', quantity: '10' },
    ]);
  });

  test('closes all positions', async () => {
    await buy('mine');
    expect(await act('close_all')).toMatchObject([
      { symbol: 'AAPL', status: 200, body: { side: 'sell', qty: '10' } },
    ]);
    await eventually(async () => expect(await act('positions')).toEqual([]));
  });

  test('looks orders up by client order id, and by the id that the venue gave', async () => {
    const id = await placeResting('mine');
    const order = { id, client_order_id: 'mine' };
    expect(await act('order_by_client_id', { client_order_id: 'mine' })).toMatchObject(order);
    expect(await act('order_by_id', { order_id: id })).toMatchObject(order);
    expect(await sdk.act('order_by_client_id', { client_order_id: 'nobody' })).toMatchObject({
      error: { status_code: 404, code: 40410000, message: 'order not found for nobody' },
    });
  });

  test('lists orders by status, symbol, side and time, in pages', async () => {
    await placeResting('first');
    await placeResting('second');
    await act('place_limit', { ...resting, symbol: 'MSFT', client_order_id: 'third' });
    await buy('fourth');
    const list = async (query?: Record<string, unknown>) => namesOf(await act('orders', query));
    expect(await list()).toEqual(['third', 'second', 'first']);
    expect(await list({ status: 'closed' })).toEqual(['fourth']);
    expect(await list({ status: 'all', symbols: ['MSFT', 'IBM'] })).toEqual(['third']);
    expect(await list({ status: 'all', side: 'sell' })).toEqual([]);
    const page = { direction: 'asc', limit: 2, nested: true };
    expect(await list({ status: 'all', ...page })).toEqual(['first', 'second']);
    expect(await list({ after: '2100-01-01T00:00:00Z' })).toEqual([]);
    expect(await list({ until: '2020-01-01T00:00:00Z' })).toEqual([]);
  });

  test('reads the account, a position and the clock', async () => {
    await buy('mine');
    expect(await act('account')).toMatchObject({
      account_number: 'paper-1',
      status: 'ACTIVE',
      currency: 'USD',
      cash: '999',
      equity: '1000',
      buying_power: '999',
      long_market_value: '1',
      shorting_enabled: true,
      trading_blocked: false,
    });
    expect(await act('position', { symbol: 'AAPL' })).toMatchObject({
      symbol: 'AAPL',
      side: 'long',
      qty: '10',
      qty_available: '10',
      avg_entry_price: '0.1',
      current_price: '0.10',
      cost_basis: '1',
      unrealized_pl: '0',
    });
    expect(await sdk.act('position', { symbol: 'MSFT' })).toMatchObject({
      error: { status_code: 404, code: 40410000 },
    });
    expect(await act('clock')).toEqual({
      is_open: true,
      timestamp: TIME,
      next_open: TIME,
      next_close: TIME,
    });
  });

  test('reads fills from the activities, in pages', async () => {
    const id = await buy(FILLS_IN_TWO);
    const page = (query: object) => act('fills', { direction: 'asc', page_size: 1, ...query });
    const fills = (await venue.ledger(FILLS_IN_TWO)).filter(({ kind }) => kind === 'fill');
    const [first, second] = fills.map(({ fillId }) => fillId);
    const amounts = { qty: '5', price: '0.10' };
    expect(await page({})).toMatchObject([
      { id: first, type: 'partial_fill', order_id: id, ...amounts, cum_qty: '5', leaves_qty: '5' },
    ]);
    expect(await page({ page_token: first })).toMatchObject([
      { id: second, type: 'fill', order_id: id, ...amounts, cum_qty: '10', leaves_qty: '0' },
    ]);
    expect(await page({ page_token: second })).toEqual([]);
  });

  test('hears fills, replacements and cancels on the stream, from binary frames', async () => {
    await act('listen');
    const plain = await hearFrames(venue.streamUrl);
    const updatesOf = (id: string) =>
      sdk.updates.filter((update) =>
        expect.objectContaining({ client_order_id: id }).asymmetricMatch(update['order']),
      );
    const hears = (id: string, ...events: string[]) =>
      eventually(async () => expect(updatesOf(id).map(({ event }) => event)).toEqual(events));

    await buy(FILLS_IN_TWO);
    await hears(FILLS_IN_TWO, 'pending_new', 'new', 'partial_fill', 'fill');
    expect(updatesOf(FILLS_IN_TWO).slice(2)).toMatchObject([
      {
        execution_id: UUID,
        timestamp: TIME,
        qty: 5,
        price: 0.1,
        position_qty: 5,
        order: { symbol: 'AAPL', status: 'partially_filled', filled_qty: '5' },
      },
      { qty: 5, position_qty: 10, order: { status: 'filled', filled_qty: '10' } },
    ]);
    await buy(FILLS_AT_ONCE);
    await hears(FILLS_AT_ONCE, 'pending_new', 'new', 'fill');

    const old = await placeResting('old');
    const order = await act('replace', {
      order_id: old,
      limit_price: 0.06,
      client_order_id: 'new',
    });
    await hears('old', 'pending_new', 'new', 'pending_replace', 'replaced');
    expect(updatesOf('old')[3]).toMatchObject({
      order: { id: old, status: 'replaced', replaced_by: idOf(order) },
    });
    await act('cancel', { order_id: idOf(order) });
    await hears('new', 'pending_new', 'new', 'pending_cancel', 'canceled');
    expect(updatesOf('new')[3]).toMatchObject({ order: { status: 'canceled', replaces: old } });

    expect(plain.frames.length).toBeGreaterThanOrEqual(2 + 15);
    expect(new Set(plain.frames)).toEqual(new Set(['binary']));
    plain.close();
    await act('stop_listening');
  });
});

const orderSchema = z.object({ id: z.string(), client_order_id: z.string() });
const idOf = (order: unknown) => orderSchema.parse(order).id;
const namesOf = (orders: unknown) =>
  z
    .array(orderSchema)
    .parse(orders)
    .map((order) => order.client_order_id);
