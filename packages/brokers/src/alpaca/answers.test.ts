import { clientOrderIdSchema, decimal, type Evidence, symbolSchema } from '@orderonce/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import type { SubmitRequest } from '../broker.ts';
import { readCancel, readLookUp, readReplace, readSubmit } from './answers.ts';
import type { Exchange } from './http-exchange.ts';
import type { Heard } from './reading.ts';

const NOW_MS = 1_700_000_000_000;
const evidence: Evidence = { atMs: NOW_MS, action: 'submit', result: 'http 200' };
const notices: string[] = [];
const heard: Heard = {
  evidence,
  nowMs: NOW_MS,
  reading: {
    ids: { maxLength: 128, charset: 'printable' },
    notice: (text) => notices.push(text),
  },
};
beforeEach(() => {
  notices.length = 0;
});
const clientOrderId = clientOrderIdSchema.parse('MOM-1RV4K2-000001-a3f8b2c1');

const request: SubmitRequest = {
  clientOrderId,
  order: {
    symbol: symbolSchema.parse('AAPL'),
    side: 'BUY',
    quantity: decimal('10'),
    orderType: 'LIMIT',
    limitPrice: decimal('178.50'),
    timeInForce: 'DAY',
  },
};

const WIRE_ORDER = {
  id: '904837e3-3b76-47ec-b432-046db621571b',
  client_order_id: clientOrderId,
  created_at: '2026-11-20T15:30:00.123456789Z',
  asset_class: 'us_equity',
  notional: null,
  symbol: 'AAPL',
  qty: '10',
  filled_qty: '0',
  filled_avg_price: null,
  order_type: 'limit',
  type: 'limit',
  side: 'buy',
  time_in_force: 'day',
  limit_price: '178.50',
  stop_price: null,
  status: 'pending_new',
  a_field_of_next_year: { deep: [1] },
};

const ORDER = {
  brokerOrderId: '904837e3-3b76-47ec-b432-046db621571b',
  clientOrderId,
  body: request.order,
  ordStatus: 'PENDING_NEW',
  cumQty: '0',
};

const answer = (status: number, body: unknown, headers = {}): Exchange => ({
  kind: 'answered',
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const submit = (exchange: Exchange) => readSubmit(request, exchange, heard);

describe('a submit', () => {
  test('is accepted with the order that came back, decimals to the letter', () => {
    expect(submit(answer(200, WIRE_ORDER))).toEqual({ kind: 'accepted', order: ORDER, evidence });
  });

  test('keeps the average price of an order that filled at once', () => {
    const filled = { ...WIRE_ORDER, status: 'filled', filled_qty: '10', filled_avg_price: '178.4' };
    expect(submit(answer(200, filled))).toMatchObject({
      order: { ordStatus: 'FILLED', cumQty: '10', avgPx: '178.4' },
    });
  });

  test('tolerates a status that nobody documented', () => {
    const odd = { ...WIRE_ORDER, status: 'in_limbo' };
    expect(submit(answer(200, odd))).toMatchObject({ order: { ordStatus: 'UNKNOWN' } });
    expect(notices).toEqual(['order status in_limbo']);
  });

  test('shows the chain and the position intent of an order', () => {
    const chained = {
      ...{ ...WIRE_ORDER, replaced_by: 'b-3', replaces: 'b-1', position_intent: 'sell_to_close' },
    };
    expect(submit(answer(200, chained))).toMatchObject({
      order: { replacedBy: 'b-3', replaces: 'b-1', positionIntent: 'sell_to_close' },
    });
  });

  test('is not doubted for what is only told for the record', () => {
    const odd = {
      ...{ ...WIRE_ORDER, replaced_by: 7, replaces: {}, position_intent: 'to_hold' },
      ...{ filled_qty: '3', filled_avg_price: '178.4333333333333333' },
    };
    expect(submit(answer(200, odd))).toEqual({
      kind: 'accepted',
      order: { ...ORDER, cumQty: '3', avgPx: '178.433333333333' },
      evidence,
    });
  });

  test('tells the shape of an order that it cannot read, and none of its values', () => {
    submit(answer(200, { ...WIRE_ORDER, qty: null, secret: 'hunter2' }));
    expect(notices).toEqual([expect.stringMatching(/^not an order: qty .*qty:null.*$/)]);
    expect(notices.join()).not.toMatch(/hunter2|904837e3/);
  });

  test.each<[string, unknown, string]>([
    ['an empty body', '', 'not an order:  Invalid input: expected object, received undefined'],
    ['half a body', JSON.stringify(WIRE_ORDER).slice(0, 90), 'not an order:'],
    ['a list', [WIRE_ORDER], 'not an order:'],
    ['no id', { ...WIRE_ORDER, id: undefined }, 'not an order: id'],
    ['a quantity as a number', { ...WIRE_ORDER, qty: 10 }, 'not an order: qty'],
    ['no quantity', { ...WIRE_ORDER, qty: null }, 'not an order: qty'],
    ['a type we do not send', { ...WIRE_ORDER, type: 'trailing_stop' }, 'not an order: type'],
    ['another id', { ...WIRE_ORDER, client_order_id: 'other' }, 'answered for order other'],
    ['another symbol', { ...WIRE_ORDER, symbol: 'MSFT' }, 'answered for symbol MSFT'],
  ])('answered 200 with %s is unknown', (_what, body, text) => {
    const result = submit(answer(200, body));
    expect(result.kind).toBe('unknown');
    expect('text' in result && result.text).toContain(text);
  });

  test('is rejected with the code and the words of the venue', () => {
    const body = { code: 40310000, message: 'insufficient buying power', buying_power: '1' };
    expect(submit(answer(403, body))).toEqual({
      kind: 'rejected',
      code: '40310000',
      text: 'insufficient buying power',
      evidence,
    });
  });

  test('is a duplicate when the id was used before', () => {
    const body = { code: 40010001, message: 'client_order_id must be unique' };
    expect(submit(answer(422, body))).toEqual({ kind: 'duplicate', evidence });
  });

  test('says how long to wait when there were too many', () => {
    expect(submit(answer(429, '', { 'retry-after': '2' }))).toEqual({
      kind: 'rate-limited',
      retryAfterMs: 2_000,
      evidence,
    });
  });

  test('is unknown with what was said when nothing is proved', () => {
    expect(submit(answer(503, 'no upstream'))).toEqual({
      kind: 'unknown',
      text: 'http 503',
      evidence,
    });
    expect(submit(answer(401, { message: 'unauthorized.' }))).toEqual({
      kind: 'unknown',
      text: 'http 401 unauthorized.',
      evidence,
    });
  });

  test('that was not written is definite, and one that broke off is not', () => {
    expect(submit({ kind: 'not-sent', text: 'ECONNREFUSED' }).kind).toBe('not-sent');
    expect(submit({ kind: 'broken', text: 'ECONNRESET' }).kind).toBe('unknown');
  });
});

describe('a look-up', () => {
  const lookUp = (exchange: Exchange, id: string = clientOrderId) =>
    readLookUp({ field: 'clientOrderId', id }, exchange, heard);

  test('finds the order that carries the id asked for', () => {
    expect(lookUp(answer(200, WIRE_ORDER))).toEqual({ kind: 'found', order: ORDER, evidence });
  });

  test('does not take another order for the one asked for', () => {
    expect(lookUp(answer(200, WIRE_ORDER), 'MOM-1RV4K2-000002-b3f8b2c1').kind).toBe('unknown');
  });

  test('that was not sent, broke off or was turned away says nothing', () => {
    expect(lookUp({ kind: 'not-sent', text: 'ECONNREFUSED' }).kind).toBe('unknown');
    expect(lookUp({ kind: 'broken', text: 'ECONNRESET' }).kind).toBe('unknown');
    expect(lookUp(answer(429, '')).kind).toBe('unknown');
  });

  test('that came too often says how long to wait, and no other answer does', () => {
    expect(lookUp(answer(429, { message: 'too many requests.' }, { 'retry-after': '2' }))).toEqual({
      kind: 'unknown',
      text: 'http 429 too many requests.',
      retryAfterMs: 2_000,
      evidence,
    });
    expect(lookUp(answer(503, '', { 'retry-after': '2' }))).not.toHaveProperty('retryAfterMs');
  });

  test('is absent by the code of the venue', () => {
    const body = { code: 40410000, message: `order not found for ${clientOrderId}` };
    expect(lookUp(answer(404, body))).toEqual({ kind: 'absent', evidence });
  });
});

describe('a replace', () => {
  const replace = (exchange: Exchange) =>
    readReplace({ ...request, brokerOrderId: 'b-1' }, exchange, heard);

  test('is accepted with the new order', () => {
    const order = { ...ORDER, replaces: 'b-1' };
    expect(replace(answer(200, { ...WIRE_ORDER, replaces: 'b-1' }))).toEqual({
      kind: 'accepted',
      order,
      evidence,
    });
  });

  test.each<[string, object, string]>([
    ['the old order', { ...WIRE_ORDER, id: 'b-1' }, 'answered with the order to replace'],
    ['an id of the venue', { ...WIRE_ORDER, client_order_id: 'x' }, 'answered for order x'],
  ])('answered with %s is unknown', (_what, body, text) => {
    expect(replace(answer(200, body))).toEqual({ kind: 'unknown', text, evidence });
  });

  test('of an order that the venue does not know is absent', () => {
    const body = { code: 40410000, message: 'order not found for b-1' };
    expect(replace(answer(404, body))).toEqual({ kind: 'absent', evidence });
  });

  test('without an answer is unknown, and without a byte sent is not sent', () => {
    expect(replace({ kind: 'broken', text: 'ECONNRESET' }).kind).toBe('unknown');
    expect(replace({ kind: 'not-sent', text: 'ECONNREFUSED' }).kind).toBe('not-sent');
  });
});

describe('a cancel', () => {
  const cancel = (exchange: Exchange) => readCancel(exchange, heard);

  test('is requested by 204', () => {
    expect(cancel(answer(204, ''))).toEqual({ kind: 'requested', evidence });
  });

  test('of a filled order is rejected with the words of the venue', () => {
    const body = { code: 42210000, message: 'order is already in "filled" state' };
    expect(cancel(answer(422, body))).toEqual({
      kind: 'rejected',
      code: '42210000',
      text: 'order is already in "filled" state',
      evidence,
    });
  });

  test('that came too often says how long to wait', () => {
    const reset = { 'x-ratelimit-reset': String(NOW_MS / 1_000 + 7) };
    expect(cancel(answer(429, '', reset))).toEqual({
      kind: 'rate-limited',
      retryAfterMs: 7_000,
      evidence,
    });
  });

  test('without an answer is unknown', () => {
    expect(cancel({ kind: 'broken', text: 'ECONNRESET' }).kind).toBe('unknown');
  });
});
