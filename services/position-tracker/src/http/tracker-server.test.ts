import { PositionBook } from '@orderonce/positions';
import { accepted, outcome, trade } from '@orderonce/positions/testing';
import { afterAll, expect, test } from 'vitest';
import { createTrackerServer } from './tracker-server.ts';

const book = new PositionBook({ maxHistories: 100 });
let isCaughtUp = false;
const server = createTrackerServer({
  book,
  counts: () => ({ outcomesApplied: 5, duplicatesIgnored: 2, malformed: 1, alarms: 0 }),
  isCaughtUp: () => isCaughtUp,
});
afterAll(() => server.close());

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
];
for (const [index, event] of events.entries())
  book.take(event, { topic: 'orders.outcomes', partition: 1, offset: String(index) });

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
};

test('positions are listed by account and symbol, with what is open and what is in doubt', async () => {
  const { status, body } = await get('/positions');
  expect(status).toBe(200);
  expect(body.positions[0]).toEqual(AAPL);
  expect(body.positions.map(({ symbol }: { symbol: string }) => symbol)).toEqual([
    'AAPL',
    'BTC/USD',
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
  const unpriced = new PositionBook({ maxHistories: 10 });
  unpriced.take(trade('4', '4', '1', { lastPx: undefined }), {
    topic: 'orders.outcomes',
    partition: 0,
    offset: '0',
  });
  const other = createTrackerServer({
    book: unpriced,
    counts: () => ({ outcomesApplied: 1, duplicatesIgnored: 0, malformed: 0, alarms: 0 }),
    isCaughtUp: () => true,
  });
  const { positions } = (await other.inject({ url: '/positions' })).json();
  expect(positions[0]).toMatchObject({
    quantity: '4',
    averagePrice: null,
    realisedProfit: null,
    unpricedQty: '4',
  });
  await other.close();
});

test('it is healthy at once and ready when it has caught up', async () => {
  expect(await get('/healthz')).toEqual({ status: 200, body: { healthy: true } });
  expect(await get('/readyz')).toEqual({ status: 503, body: { ready: false } });
  isCaughtUp = true;
  expect(await get('/readyz')).toEqual({ status: 200, body: { ready: true } });
});

test('the state is its hash and the counts', async () => {
  expect((await get('/state')).body).toEqual({
    hash: book.hash(),
    outcomesApplied: 5,
    duplicatesIgnored: 2,
    malformed: 1,
    alarms: 0,
  });
});
