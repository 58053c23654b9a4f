import { accepted, outcome, trade } from '@orderonce/positions/testing';
import { Registry } from 'prom-client';
import { afterAll, expect, test } from 'vitest';
import { BreakBoard } from '../breaks/break-board.ts';
import { EventReader } from '../events/event-reader.ts';
import { stateUnderTest, takeAll } from '../testing/state-under-test.ts';
import { createTrackerServer } from './tracker-server.ts';

const state = await stateUnderTest({ partitionCount: 2 });
const board = new BreakBoard(state.redis, state.state);
let notReady: string | null = 'still reading';
const server = createTrackerServer({
  reader: state.reader,
  registry: new Registry(),
  stateName: 'positions',
  notReady: () => notReady,
  assignment: () => new Set([1]),
  board,
  isComparing: true,
  events: new EventReader(state.redis, [...state.reader.events, board.events]),
  pace: { pollMs: 10, heartbeatMs: 50 },
});
afterAll(async () => {
  await server.close();
  await state[Symbol.asyncDispose]();
});

const HELD = 'MOM-1RV4K2-000002-00000002';
const events = [
  accepted(),
  trade('4', '4', '100.5', { execId: 'fill-1' }),
  trade('2', '2', '30000', { symbol: 'BTC/USD', quantity: '2', clientOrderId: `${HELD}` }),
  outcome({
    outcomeId: `${HELD}/held`,
    clientOrderId: HELD,
    execType: 'HELD',
    ordStatus: 'UNKNOWN',
    side: 'SELL',
    quantity: '7',
    source: 'executor',
    brokerOrderId: undefined,
  }),
  outcome({
    ...{ outcomeId: 'external/1', execType: 'EXTERNAL', ordStatus: 'FILLED', symbol: 'NVDA' },
    ...{
      clientOrderId: 'by hand',
      brokerOrderId: 'theirs',
      cumQty: '1',
      lastQty: '1',
      lastPx: '9',
    },
  }),
  outcome({
    ...{
      outcomeId: 'x/refused/abc',
      execType: 'REFUSED',
      ordStatus: 'REJECTED',
      source: 'executor',
    },
    ...{ clientOrderId: 'MOM-1RV4K2-000004-00000004', accountId: undefined, symbol: undefined },
  }),
];
await takeAll(state.createStore(), events, { partition: 1 });

async function get(url: string) {
  const response = await server.inject({ url });
  return { status: response.statusCode, body: response.json() };
}

const AAPL = {
  accountId: 'acct-1',
  symbol: 'AAPL',
  quantity: '4',
  averagePrice: '100.5',
  realisedProfit: '0',
  unpricedQty: '0',
  open: { orders: 1, buyQty: '6', sellQty: '0' },
  inDoubt: { orders: 1, buyQty: '0', sellQty: '7' },
  changedAt: { partition: 1, offset: '3' },
};

test('positions are listed by account and symbol, with what is open and what is in doubt', async () => {
  const { status, body } = await get('/positions');
  expect(status).toBe(200);
  expect(body.positions[0]).toEqual(AAPL);
  expect(body.positions.map(({ symbol }: { symbol: string }) => symbol)).toEqual([
    'AAPL',
    'BTC/USD',
    'NVDA',
  ]);
});

test('one position comes with its live orders and the outcomes that made it', async () => {
  const { body } = await get('/positions/acct-1/AAPL');
  expect(body).toMatchObject({
    ...AAPL,
    openOrders: [
      {
        clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
        ordStatus: 'PARTIALLY_FILLED',
        verdict: 'ACCEPTED',
        cumQty: '4',
        leavesQty: '6',
        traceId: 'a3f8b2c1000040008000000000000001',
      },
    ],
    ordersInDoubt: [{ clientOrderId: HELD, ordStatus: 'UNKNOWN', leavesQty: '7' }],
    outcomesDropped: 0,
  });
  expect(body.outcomes).toMatchObject([
    { execType: 'TRADE', lastPx: '100.5', execId: 'fill-1', record: { partition: 1, offset: '1' } },
  ]);
});

test('a symbol with a slash is asked for in its escaped form', async () => {
  expect((await get('/positions/acct-1/BTC%2FUSD')).body.quantity).toBe('2');
});

test('an order comes with its outcomes in the order of the log', async () => {
  const { body } = await get('/orders/MOM-1RV4K2-000001-a3f8b2c1');
  expect(body).toMatchObject({
    clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
    orders: [{ ordStatus: 'PARTIALLY_FILLED', side: 'BUY', quantity: '10' }],
    outcomes: [{ execType: 'ACCEPTED' }, { execType: 'TRADE' }],
    outcomesDropped: 0,
  });
});

test('what nobody told of is not found, and says so safely', async () => {
  expect(await get('/positions/acct-1/MSFT')).toEqual({
    status: 404,
    body: { error: 'no outcome of MSFT on acct-1' },
  });
  expect(await get('/orders/%1b%5b2J')).toEqual({
    status: 404,
    body: { error: 'no outcome of \\u{1b}[2J' },
  });
  expect((await get('/nothing')).status).toBe(404);
});

test('an amount with no known price has no average price and no profit', async () => {
  const unpriced = trade('4', '4', '1', {
    ...{ lastPx: undefined, symbol: 'TSLA', clientOrderId: 'MOM-1RV4K2-000003-00000003' },
  });
  await takeAll(state.createStore(), [unpriced]);
  expect((await get('/positions/acct-1/TSLA')).body).toMatchObject({
    quantity: '4',
    averagePrice: null,
    realisedProfit: null,
    unpricedQty: '4',
  });
});

test('positions can be asked for by account and by symbol', async () => {
  const symbols = async (query: string) =>
    (await get(`/positions?${query}`)).body.positions.map(
      ({ symbol }: { symbol: string }) => symbol,
    );
  expect(await symbols('symbol=AAPL')).toEqual(['AAPL']);
  expect(await symbols('account=acct-1&symbol=BTC%2FUSD')).toEqual(['BTC/USD']);
  expect(await symbols('account=acct-2')).toEqual([]);
});

test('an order of a stranger is found by the id that the stranger gave it', async () => {
  const { body } = await get('/orders/by%20hand');
  expect(body).toMatchObject({
    clientOrderId: 'by hand',
    orders: [{ clientOrderId: 'by hand', symbol: 'NVDA', cumQty: '1' }],
    outcomes: [{ execType: 'EXTERNAL' }],
  });
});

test('a refusal that names no account is found by its id', async () => {
  expect((await get('/orders/MOM-1RV4K2-000004-00000004')).body).toMatchObject({
    orders: [],
    outcomes: [{ execType: 'REFUSED' }],
  });
});

test('it is healthy at once and ready when it has caught up', async () => {
  expect(await get('/healthz')).toEqual({ status: 200, body: { healthy: true } });
  expect(await get('/readyz')).toEqual({
    status: 503,
    body: { ready: false, reason: 'still reading' },
  });
  notReady = null;
  expect(await get('/readyz')).toEqual({ status: 200, body: { ready: true } });
});

test('the state is its hash and the counts, over all partitions', async () => {
  const { body } = await get('/state');
  expect(body).toMatchObject({
    ...{ name: 'positions', isComplete: true, outcomesApplied: 7, duplicatesIgnored: 0 },
    ...{ malformed: 0, alarms: 0, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    partitions: [
      { partition: 0, nextOffset: '1', isOurs: false },
      { partition: 1, nextOffset: '6', isOurs: true },
    ],
  });
});
