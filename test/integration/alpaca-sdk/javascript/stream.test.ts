import { streaming } from '@alpacahq/alpaca-trade-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
import { connectSdk, type Sdk } from './javascript-sdk.ts';

let venue: Venue;
let sdk: Sdk;

beforeEach(async () => {
  venue = await openVenue();
  sdk = connectSdk(venue);
});
afterEach(() => venue.close());

describe("the stream of Alpaca's SDK for JavaScript, pointed at the simulator,", () => {
  let updates: streaming.TradeUpdate[];
  let stream: streaming.TradingStream;

  async function listen(secret = SECRET_KEY): Promise<boolean> {
    updates = [];
    stream = new streaming.TradingStream({
      credentials: { keyId: KEY_ID, secret },
      url: venue.streamUrl,
    });
    const listening = new Promise((done) => stream.once(streaming.EVENT.SUBSCRIPTION, done));
    stream.on(streaming.EVENT.CLIENT_ERROR, () => {});
    stream.onTradeUpdate((update) => updates.push(update));
    stream.subscribeTradeUpdates();
    stream.connect();
    const isAuthenticated = await stream.waitForAuthentication();
    if (isAuthenticated) await listening;
    return isAuthenticated;
  }
  afterEach(() => stream.disconnect());

  const eventsOf = (id: string) =>
    updates.flatMap(({ event, order }) => (order.clientOrderId === id ? [event] : []));
  const hears = (id: string, ...events: string[]) =>
    eventually(async () => expect(eventsOf(id)).toEqual(events));

  test('tells of fills, each with its own quantity and the whole order beside it', async () => {
    await listen();
    await sdk.buy(FILLS_IN_TWO);
    await hears(FILLS_IN_TWO, 'pending_new', 'new', 'partial_fill', 'fill');
    const [, , first, second] = updates;
    expect(first).toMatchObject({
      event: 'partial_fill',
      executionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      timestamp: expect.any(Date),
      qty: '5',
      price: '0.10',
      positionQty: '5',
      order: { symbol: 'AAPL', status: 'partially_filled', filledQty: '5' },
    });
    expect(second).toMatchObject({
      event: 'fill',
      qty: '5',
      positionQty: '10',
      order: { status: 'filled', filledQty: '10', filledAvgPrice: '0.1' },
    });
    await sdk.buy(FILLS_AT_ONCE);
    await hears(FILLS_AT_ONCE, 'pending_new', 'new', 'fill');
    const fills = (await venue.ledger()).filter(({ kind }) => kind === 'fill');
    const told = updates.filter(({ qty }) => qty !== undefined);
    expect(told.map(({ executionId }) => executionId)).toEqual(
      fills.map(({ fillId }) => fillId?.split('::')[1]),
    );
  });

  test('tells of a replacement, with the old order, and of a cancel', async () => {
    await listen();
    const old = await sdk.placeResting('old');
    const order = await sdk.orders.patchOrderByOrderId({
      orderId: old.id,
      patchOrderRequest: { limitPrice: '0.06', clientOrderId: 'new' },
    });
    await hears('old', 'pending_new', 'new', 'pending_replace', 'replaced');
    expect(updates.find(({ event }) => event === 'replaced')?.order).toMatchObject({
      id: old.id,
      status: 'replaced',
      replacedBy: order.id,
    });
    await sdk.orders.deleteOrderByOrderID({ orderId: order.id ?? '' });
    await hears('new', 'pending_new', 'new', 'pending_cancel', 'canceled');
    expect(updates.at(-1)?.order).toMatchObject({ status: 'canceled', replaces: old.id });
  });

  test('reads binary frames, as paper accounts send them', async () => {
    await listen();
    const plain = await hearFrames(venue.streamUrl);
    await sdk.placeResting('mine');
    await hears('mine', 'pending_new', 'new');
    await eventually(async () =>
      expect(plain.frames).toEqual(['binary', 'binary', 'binary', 'binary']),
    );
    plain.close();
  });

  test('is told that keys are wrong, and does not try again', async () => {
    expect(await listen('wrong')).toBe(false);
    expect(stream.getState()).toBe('disconnected');
  });
});
