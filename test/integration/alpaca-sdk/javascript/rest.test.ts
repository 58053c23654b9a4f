import { errors, type OrdersApi, type trading } from '@alpacahq/alpaca-trade-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, FILLS_IN_TWO, openVenue, type Venue } from '../venue.ts';
import { connectSdk, failure, resting, type Sdk } from './javascript-sdk.ts';

let venue: Venue;
let sdk: Sdk;

beforeEach(async () => {
  venue = await openVenue();
  sdk = connectSdk(venue);
});
afterEach(() => venue.close());

describe("Alpaca's SDK for JavaScript, pointed at the simulator,", () => {
  test('places a limit order', async () => {
    const order = await sdk.orders.limit({ ...resting, clientOrderId: 'mine' });
    expect(order).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      clientOrderId: 'mine',
      symbol: 'AAPL',
      assetClass: 'us_equity',
      side: 'buy',
      type: 'limit',
      timeInForce: 'day',
      qty: '10',
      limitPrice: '0.05',
      filledQty: '0',
      positionIntent: 'buy_to_open',
      status: 'pending_new',
    });
    expect(order.createdAt).toBeInstanceOf(Date);
    expect(await venue.ledger()).toMatchObject([
      {
        kind: 'post',
        clientOrderId: 'mine',
        attempt: 1,
        payload:
          '{"client_order_id":"mine","limit_price":"0.05","qty":"10","side":"buy","symbol":"AAPL","time_in_force":"day","type":"limit"}',
      },
      { kind: 'accepted', brokerOrderId: order.id, side: 'BUY', quantity: '10', price: '0.05' },
    ]);
  });

  test('places a market order and sees it filled', async () => {
    expect(await sdk.buy(FILLS_IN_TWO)).toMatchObject({
      status: 'filled',
      qty: '10',
      filledQty: '10',
      filledAvgPrice: '0.1',
      filledAt: expect.any(Date),
    });
    expect(await venue.ledger()).toMatchObject([
      { kind: 'post' },
      { kind: 'accepted' },
      { kind: 'fill', quantity: '5', price: '0.10', cumQty: '5' },
      { kind: 'fill', quantity: '5', price: '0.10', cumQty: '10' },
    ]);
  });

  test('has its own error for a repeated client order id', async () => {
    await sdk.orders.limit({ ...resting, clientOrderId: 'mine' });
    const error = await failure(sdk.orders.limit({ ...resting, clientOrderId: 'mine' }));
    expect(error).toBeInstanceOf(errors.ValidationError);
    expect(error).toMatchObject({
      status: 422,
      code: 40010001,
      message: 'client_order_id must be unique',
      requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect((await venue.ledger()).map(({ kind }) => kind)).toEqual([
      'post',
      'accepted',
      'post',
      'refused-duplicate',
    ]);
  });

  test('has its own errors for wrong keys, an unknown symbol and no money', async () => {
    const stranger = connectSdk(venue, 'wrong');
    const noKeys = await failure(stranger.orders.limit(resting));
    expect(noKeys).toBeInstanceOf(errors.AuthError);
    expect(noKeys).toMatchObject({ status: 401, message: 'unauthorized.' });
    const noSymbol = await failure(sdk.orders.limit({ ...resting, symbol: 'aapl' }));
    expect(noSymbol).toBeInstanceOf(errors.ValidationError);
    expect(noSymbol).toMatchObject({ code: 42210000, message: 'asset "aapl" not found' });
    const noMoney = await failure(sdk.orders.limit({ ...resting, qty: 20_001 }));
    expect(noMoney).toBeInstanceOf(errors.PermissionError);
    expect(noMoney).toMatchObject({ code: 40310000, message: 'insufficient buying power' });
    const ledger = await venue.ledger();
    expect(ledger.filter(({ kind }) => kind === 'accepted')).toEqual([]);
  });

  test('replaces an order, and both name each other', async () => {
    const old = await sdk.placeResting('old');
    const order = await sdk.orders.patchOrderByOrderId({
      orderId: old.id,
      patchOrderRequest: { qty: '12', limitPrice: '0.06', clientOrderId: 'new' },
    });
    expect(order).toMatchObject({
      clientOrderId: 'new',
      qty: '12',
      limitPrice: '0.06',
      replaces: old.id,
    });
    await venue.becomes('new', 'replaced');
    expect(await sdk.orders.getOrderByOrderID({ orderId: old.id })).toMatchObject({
      status: 'replaced',
      replacedBy: order.id,
      replacedAt: expect.any(Date),
    });
    expect(await venue.ledger('new')).toMatchObject([
      { kind: 'patch', payload: '{"client_order_id":"new","limit_price":"0.06","qty":"12"}' },
      { kind: 'replace-requested', origClientOrderId: 'old', quantity: '12', price: '0.06' },
      { kind: 'replaced', brokerOrderId: order.id, origClientOrderId: 'old', cumQty: '0' },
    ]);
  });

  test('cancels an order', async () => {
    const { id } = await sdk.placeResting('mine');
    const answer = await sdk.orders.deleteOrderByOrderIDRaw({ orderId: id });
    expect(answer.raw.status).toBe(204);
    expect(await answer.value()).toBeUndefined();
    await venue.becomes('mine', 'canceled');
    expect(await sdk.orders.getOrderByOrderID({ orderId: id })).toMatchObject({
      status: 'canceled',
      canceledAt: expect.any(Date),
    });
    expect((await venue.ledger()).slice(2)).toMatchObject([
      { kind: 'cancel-requested', brokerOrderId: id },
      { kind: 'canceled', brokerOrderId: id, cumQty: '0' },
    ]);
  });

  test('cancels all orders', async () => {
    const { id: first } = await sdk.placeResting('first');
    const { id: second } = await sdk.placeResting('second');
    expect(await sdk.orders.deleteAllOrders()).toMatchObject([
      { id: first, status: 200 },
      { id: second, status: 200 },
    ]);
    await venue.becomes('first', 'canceled');
    await venue.becomes('second', 'canceled');
  });

  test('is told that a filled order cannot be canceled', async () => {
    const { id } = await sdk.buy('mine');
    expect(await failure(sdk.orders.deleteOrderByOrderID({ orderId: id }))).toMatchObject({
      status: 422,
      code: 42210000,
      message: 'order is already in "filled" state',
    });
  });

  test('closes a part of a position, and the rest', async () => {
    await sdk.buy('mine');
    const part = await sdk.positions.deleteOpenPosition({ symbolOrAssetId: 'AAPL', qty: 4 });
    expect(part).toMatchObject({
      symbol: 'AAPL',
      side: 'sell',
      qty: '4',
      type: 'market',
      positionIntent: 'sell_to_close',
    });
    await eventually(async () =>
      expect(await sdk.positions.getAllOpenPositions()).toMatchObject([{ qty: '6' }]),
    );
    const rest = await sdk.positions.deleteOpenPosition({ symbolOrAssetId: 'AAPL' });
    expect(rest).toMatchObject({ side: 'sell', qty: '6' });
    await eventually(async () => expect(await sdk.positions.getAllOpenPositions()).toEqual([]));
    const closed = (await venue.ledger()).filter(({ kind }) => kind === 'close-requested');
    expect(closed).toMatchObject([{ symbol: 'AAPL' }, { symbol: 'AAPL' }]);
    const none = await failure(sdk.positions.deleteOpenPosition({ symbolOrAssetId: 'AAPL' }));
    expect(none).toMatchObject({ status: 404, message: 'position does not exist' });
  });

  test('closes a position with an order under its own id', async () => {
    await sdk.buy('mine');
    const order = await sdk.orders.market({
      ...{ symbol: 'AAPL', side: 'sell', qty: 10, clientOrderId: 'close' },
      positionIntent: 'sell_to_close',
    });
    expect(order).toMatchObject({ clientOrderId: 'close', positionIntent: 'sell_to_close' });
    await eventually(async () => expect(await sdk.positions.getAllOpenPositions()).toEqual([]));
    expect((await venue.ledger('close')).slice(0, 2)).toMatchObject([
      { kind: 'post', payload: expect.stringContaining('"position_intent":"sell_to_close"') },
      { kind: 'accepted', side: 'SELL', quantity: '10' },
    ]);
  });

  test('closes all positions', async () => {
    await sdk.buy('mine');
    expect(await sdk.positions.deleteAllOpenPositions({ cancelOrders: true })).toMatchObject([
      { symbol: 'AAPL', status: 200, body: { side: 'sell', qty: '10' } },
    ]);
    await eventually(async () => expect(await sdk.positions.getAllOpenPositions()).toEqual([]));
  });

  test('looks orders up by client order id, and by the id that the venue gave', async () => {
    const { id } = await sdk.placeResting('mine');
    expect(await sdk.orders.getOrderByClientOrderId({ clientOrderId: 'mine' })).toMatchObject({
      id,
    });
    expect(await sdk.orders.getOrderByOrderID({ orderId: id })).toMatchObject({
      clientOrderId: 'mine',
    });
    const error = await failure(sdk.orders.getOrderByClientOrderId({ clientOrderId: 'nobody' }));
    expect(error).toBeInstanceOf(errors.NotFoundError);
    expect(error).toMatchObject({ code: 40410000, message: 'order not found for nobody' });
  });

  test('lists orders by status, symbol, side and time, in pages', async () => {
    const first = await sdk.placeResting('first');
    await sdk.placeResting('second');
    await sdk.orders.limit({ ...resting, symbol: 'MSFT', clientOrderId: 'third' });
    await sdk.buy('fourth');
    const list = async (query: Parameters<OrdersApi['getAllOrders']>[0]) =>
      (await sdk.orders.getAllOrders(query)).map(({ clientOrderId }) => clientOrderId);
    expect(await list({})).toEqual(['third', 'second', 'first']);
    expect(await list({ status: 'closed' })).toEqual(['fourth']);
    expect(await list({ status: 'all', symbols: ['MSFT', 'IBM'] })).toEqual(['third']);
    expect(await list({ status: 'all', side: 'sell' })).toEqual([]);
    expect(await list({ status: 'all', direction: 'asc', limit: 2, nested: true })).toEqual([
      'first',
      'second',
    ]);
    expect(await list({ status: 'all', assetClass: ['us_equity'], limit: 1 })).toEqual(['fourth']);
    expect(await list({ assetClass: ['us_equity', 'crypto'], limit: 1 })).toEqual(['third']);
    expect(await list({ direction: 'asc', afterOrderId: first.id })).toEqual(['second', 'third']);
    expect(await list({ after: '2100-01-01T00:00:00Z' })).toEqual([]);
    expect(await list({ until: '2020-01-01T00:00:00Z' })).toEqual([]);
  });

  test('has its own error for one request too many, with the limit and how long to wait', async () => {
    await venue.close();
    venue = await openVenue({ rateLimit: { requests: 1, windowMs: 3_600_000 } });
    sdk = connectSdk(venue);
    await sdk.orders.limit({ ...resting, clientOrderId: 'first' });
    const error = await failure(sdk.orders.limit({ ...resting, clientOrderId: 'second' }));
    expect(error).toBeInstanceOf(errors.RateLimitError);
    expect(error).toMatchObject({
      status: 429,
      rateLimit: { limit: 1, remaining: 0, reset: expect.any(Date) },
    });
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect(error.retryAfterMs).toBeLessThanOrEqual(3_600_000);
    expect((await venue.ledger()).map(({ kind }) => kind)).toEqual([
      'post',
      'accepted',
      'rate-limited',
    ]);
  });

  test('reads the account, a position and the clock', async () => {
    await sdk.buy('mine');
    expect(await sdk.account.getAccount()).toMatchObject({
      accountNumber: 'paper-1',
      status: 'ACTIVE',
      currency: 'USD',
      cash: '999',
      equity: '1000',
      buyingPower: '999',
      longMarketValue: '1',
      shortingEnabled: true,
      tradingBlocked: false,
    });
    expect(await sdk.positions.getOpenPosition({ symbolOrAssetId: 'AAPL' })).toMatchObject({
      symbol: 'AAPL',
      side: 'long',
      qty: '10',
      qtyAvailable: '10',
      avgEntryPrice: '0.1',
      currentPrice: '0.10',
      costBasis: '1',
      unrealizedPl: '0',
    });
    const none = await failure(sdk.positions.getOpenPosition({ symbolOrAssetId: 'MSFT' }));
    expect(none).toMatchObject({ status: 404, code: 40410000 });
    expect(await sdk.clock.legacyClock()).toEqual({
      isOpen: true,
      timestamp: expect.any(Date),
      nextOpen: expect.any(Date),
      nextClose: expect.any(Date),
    });
  });

  test('reads fills from the activities, in pages', async () => {
    const { id } = await sdk.buy(FILLS_IN_TWO);
    const fills = {
      activityTypes: ['FILL'],
      direction: 'asc',
      pageSize: 1,
    } satisfies trading.GetAccountActivitiesRequest;
    const [first] = await sdk.activities.getAccountActivities(fills);
    const pageAfter = (pageToken = '') =>
      sdk.activities.getAccountActivities({ ...fills, pageToken });
    const [second] = await pageAfter(first?.id);
    expect(first).toMatchObject({ activityType: 'FILL', type: 'partial_fill', orderId: id });
    expect(first).toMatchObject({ qty: '5', cumQty: '5', leavesQty: '5', price: '0.10' });
    expect(second).toMatchObject({ type: 'fill', qty: '5', cumQty: '10', leavesQty: '0' });
    expect(await pageAfter(second?.id)).toEqual([]);
    const ledger = (await venue.ledger(FILLS_IN_TWO)).filter(({ kind }) => kind === 'fill');
    expect(ledger.map(({ fillId }) => fillId)).toEqual([first?.id, second?.id]);
    const byType = { activityType: 'FILL', after: new Date(0), direction: 'desc' } as const;
    expect(await sdk.activities.getAccountActivitiesByActivityType(byType)).toMatchObject([
      { id: second?.id },
      { id: first?.id },
    ]);
  });
});
