import { clientOrderIdSchema, decimal, symbolSchema } from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SubmitRequest } from '../broker.ts';
import { echoedOrder } from './echoed-order.ts';
import { encodeOrder, readOrder } from './order-wire.ts';

const request: SubmitRequest = {
  clientOrderId: clientOrderIdSchema.parse('MOM-1RV4K2-000001-a3f8b2c1'),
  order: {
    symbol: symbolSchema.parse('BRK.B'),
    side: 'SELL',
    quantity: decimal('10.50'),
    orderType: 'STOP_LIMIT',
    limitPrice: decimal('178.50'),
    stopPrice: decimal('179'),
    timeInForce: 'GTC',
  },
};
const market: SubmitRequest = {
  clientOrderId: request.clientOrderId,
  order: {
    symbol: symbolSchema.parse('AAPL'),
    side: 'BUY',
    quantity: decimal('1'),
    orderType: 'MARKET',
    timeInForce: 'DAY',
  },
};
const IDS = [
  { maxLength: 128, charset: 'printable' },
  { maxLength: 32, charset: 'letters-and-digits' },
] as const;

/** What a venue answers: the fields that were sent, and its own. */
const answerTo = (sent: SubmitRequest, ids: (typeof IDS)[number]) => ({
  id: '904837e3-3b76-47ec-b432-046db621571b',
  limit_price: null,
  stop_price: null,
  ...JSON.parse(encodeOrder(sent, ids)),
  status: 'accepted',
  filled_qty: '0',
  filled_avg_price: null,
  replaced_by: null,
  replaces: null,
  position_intent: 'sell_to_open',
  asset_class: 'us_equity',
});

/** What the answer is read as, and what was told of it beside. */
function reading(ids: (typeof IDS)[number]) {
  const notices: string[] = [];
  return { notices, reading: { ids, notice: (text: string) => void notices.push(text) } };
}

test('an answer that repeats what was sent is known at once, in both spellings of the id', () => {
  for (const ids of IDS)
    for (const sent of [request, market])
      expect(echoedOrder(sent, answerTo(sent, ids), reading(ids).reading)).toEqual({
        brokerOrderId: '904837e3-3b76-47ec-b432-046db621571b',
        clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
        body: sent.order,
        ordStatus: 'PENDING_NEW',
        cumQty: '0',
        positionIntent: 'sell_to_open',
      });
});

const ODD = [
  ...[undefined, null, '', 'x', 0, 1, true, [], {}, '0', '0.0', '-1', '1e3', 'a'.repeat(101)],
  ...['AAPL', 'BRK.B', 'aapl', 'buy', 'sell', 'market', 'limit', 'day', 'gtc', '178.5', '178.50'],
  ...['filled', 'new', 'no such status', 'buy_to_open', 'MOM-1RV4K2-000002-a3f8b2c1', '10.5'],
];
const FIELDS = Object.keys(answerTo(request, IDS[0]));

test('whatever it knows, the schema of an order reads the same, with the same told of it', () => {
  let known = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(request, market),
      fc.constantFrom(...IDS),
      fc.array(fc.tuple(fc.constantFrom(...FIELDS), fc.constantFrom(...ODD)), { maxLength: 2 }),
      (sent, ids, changes) => {
        const answer = { ...answerTo(sent, ids), ...Object.fromEntries(changes) };
        const [quick, slow] = [reading(ids), reading(ids)];
        const order = echoedOrder(sent, answer, quick.reading);
        if (order === null) {
          expect(quick.notices).toEqual([]);
          return;
        }
        known += 1;
        expect(readOrder(answer, slow.reading)).toEqual(order);
        expect(quick.notices).toEqual(slow.notices);
      },
    ),
    { numRuns: 5_000 },
  );
  expect(known).toBeGreaterThan(500);
});

test.each([
  ['a fill', { filled_qty: '1' }],
  ['an average price', { filled_avg_price: '1' }],
  ['another quantity', { qty: '10.5' }],
  ['another symbol', { symbol: 'AAPL' }],
  ['another side', { side: 'buy' }],
  ['another type', { type: 'stop' }],
  ['another price', { limit_price: '178.51' }],
  ['no price', { stop_price: null }],
  ['another time in force', { time_in_force: 'day' }],
  ['another id of ours', { client_order_id: 'MOM-1RV4K2-000002-a3f8b2c1' }],
  ['no id of its own', { id: '' }],
  ['an id as long as no other', { id: 'x'.repeat(101) }],
  ['a replacement', { replaces: 'b-1' }],
  ['another in its place', { replaced_by: 'b-1' }],
  ['no status', { status: null }],
  ['an intent of no known word', { position_intent: 'sell_to_whom' }],
])('%s is left to the schema', (_what, change) => {
  const answer = { ...answerTo(request, IDS[0]), ...change };
  expect(echoedOrder(request, answer, reading(IDS[0]).reading)).toBeNull();
});

test.each([[null], [undefined], ['text'], [1], [[]], [{}]])('%j is left to the schema', (value) => {
  expect(echoedOrder(request, value, reading(IDS[0]).reading)).toBeNull();
});
