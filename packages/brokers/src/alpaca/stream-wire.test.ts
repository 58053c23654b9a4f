import { beforeEach, describe, expect, test } from 'vitest';
import { readStreamMessage } from './stream-wire.ts';

const NOW_MS = 1_790_000_000_000;
const notices: string[] = [];
const reading = {
  ids: { maxLength: 32, charset: 'letters-and-digits' },
  notice: (text: string) => notices.push(text),
} as const;
beforeEach(() => {
  notices.length = 0;
});

const order = {
  ...{ id: 'b-1', client_order_id: 'MOM1RV4K2000001a3f8b2c1', symbol: 'AAPL', side: 'buy' },
  ...{ qty: '10', filled_qty: '4', filled_avg_price: '231.5', type: 'limit', limit_price: '232' },
  ...{ time_in_force: 'day', status: 'partially_filled' },
};
const update = (data: object) => ({
  stream: 'trade_updates',
  data: { order, timestamp: '2026-11-20T15:30:00.123456789Z', ...data },
});
const read = (message: unknown) =>
  readStreamMessage(
    typeof message === 'string' ? message : JSON.stringify(message),
    NOW_MS,
    reading,
  );

test('a partial fill is a trade with its own amount, and the order as it is then', () => {
  const partial = { event: 'partial_fill', execution_id: 'e-1', qty: '3', price: '231.4' };
  expect(read(update({ ...partial, position_qty: '4' }))).toEqual({
    ...{ kind: 'report', event: 'TRADE', execId: 'e-1', lastQty: '3', lastPx: '231.4' },
    order: {
      ...{ brokerOrderId: 'b-1', clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1', cumQty: '4' },
      ...{ ordStatus: 'PARTIALLY_FILLED', avgPx: '231.5' },
      body: {
        ...{ symbol: 'AAPL', side: 'BUY', quantity: '10', orderType: 'LIMIT' },
        ...{ limitPrice: '232', timeInForce: 'DAY' },
      },
    },
    transactTimeMs: Date.UTC(2026, 10, 20, 15, 30, 0, 123),
  });
});

test.each([
  ['new', 'ACCEPTED'],
  ['accepted', 'ACCEPTED'],
  ['fill', 'TRADE'],
  ['canceled', 'CANCELED'],
  ['expired', 'EXPIRED'],
  ['replaced', 'REPLACED'],
  ['rejected', 'REJECTED'],
  ['order_cancel_rejected', 'CANCEL_REJECTED'],
  ['order_replace_rejected', 'REPLACE_REJECTED'],
  ['pending_new', 'STATUS'],
  ['pending_cancel', 'STATUS'],
  ['pending_replace', 'STATUS'],
  ['done_for_day', 'STATUS'],
  ['stopped', 'STATUS'],
  ['suspended', 'STATUS'],
  ['calculated', 'STATUS'],
  ['restated', 'STATUS'],
])('the event %s is %s', (event, ours) => {
  expect(read(update({ event }))).toMatchObject({ kind: 'report', event: ours });
  expect(notices).toEqual([]);
});

test('a report without a time or an amount that can be read is one all the same', () => {
  const odd = read(update({ event: 'fill', qty: 3, price: null, timestamp: 'now' }));
  expect(odd).toMatchObject({ event: 'TRADE', transactTimeMs: NOW_MS, order: { cumQty: '4' } });
  expect(odd).not.toHaveProperty('lastQty');
});

describe('what has no words here is unrecognised, told with its shape and no value', () => {
  test.each<[string, unknown, RegExp, string | undefined]>([
    ['an event', update({ event: 'trade_bust' }), /^stream event trade_bust \{event:string/, 'b-1'],
    ['an event of Object', update({ event: 'toString' }), /^stream event toString/, 'b-1'],
    ['an order', update({ event: 'fill', order: { ...order, qty: null } }), /order: qty/, 'b-1'],
    ['no order', update({ event: 'fill', order: 'MOM' }), /^not an order/, undefined],
    ['a stream', { stream: 'account_updates', data: { cash: '1' } }, /cash:string/, undefined],
    ['a list', [{ T: 'error' }], /^stream message \[\{T:string\}\]/, undefined],
    ['an error', { action: 'error', data: { error_message: 'x' } }, /error_message/, undefined],
    ['no JSON', 'ping', /^stream message undefined/, undefined],
  ])('%s', (_what, message, text, brokerOrderId) => {
    const read1 = read(message);
    expect(read1).toMatchObject({ kind: 'unrecognised', text: expect.stringMatching(text) });
    expect('brokerOrderId' in read1 ? read1.brokerOrderId : undefined).toBe(brokerOrderId);
    expect(notices).toHaveLength(1);
    expect(notices.join()).not.toMatch(/231|MOM/);
  });
});

test('says whether the keys were good, and whether executions will come', () => {
  const authorization = (status: string) => ({ stream: 'authorization', data: { status } });
  expect(read(authorization('authorized'))).toEqual({ kind: 'authorized' });
  expect(read(authorization('unauthorized'))).toMatchObject({ kind: 'unauthorized' });
  const listening = (streams: unknown) => read({ stream: 'listening', data: { streams } });
  expect(listening(['trade_updates'])).toEqual({ kind: 'listening', isHeard: true });
  expect(listening([])).toEqual({ kind: 'listening', isHeard: false });
  expect(listening(null)).toEqual({ kind: 'listening', isHeard: false });
});
