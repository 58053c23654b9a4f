import { beforeEach, expect, test } from 'vitest';
import { openOrdersPath, readOpenOrders } from './open-orders-wire.ts';

const notices: string[] = [];
const heard = {
  nowMs: 0,
  reading: {
    ids: { maxLength: 128, charset: 'printable' },
    notice: (text: string) => notices.push(text),
  },
} as const;
beforeEach(() => {
  notices.length = 0;
});

const row = (id: string, submitted_at: string) => ({
  ...{ id, client_order_id: `c-${id}`, submitted_at, symbol: 'AAPL', side: 'buy', qty: '10' },
  ...{ filled_qty: '0', type: 'market', time_in_force: 'day', status: 'new' },
});
const rows = (count: number, at: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => row(`o-${index}`, at(index)));
const at = (ms: number) => `2026-11-20T15:30:00.${String(ms).padStart(3, '0')}456789Z`;
const page = (body: unknown, after: string | null = null) =>
  readOpenOrders(
    after,
    { kind: 'answered', status: 200, headers: {}, body: JSON.stringify(body) },
    heard,
  );

test('open orders are asked for oldest first, 500 at once', () => {
  expect(openOrdersPath(null)).toBe('/v2/orders?status=open&direction=asc&limit=500&nested=false');
  expect(openOrdersPath('2026-11-20T15:30:00.001Z')).toBe(
    '/v2/orders?status=open&direction=asc&limit=500&nested=false&after=2026-11-20T15%3A30%3A00.001Z',
  );
});

test('a page that is not full is the last one', () => {
  expect(page(rows(499, at))).toMatchObject({ kind: 'page', next: null });
  expect(page([])).toEqual({ kind: 'page', orders: [], unrecognised: [], next: null });
});

test('the page after a full one begins before its last moment, so that no order of it is missed', () => {
  const full = page(rows(500, at));
  expect(full).toMatchObject({ kind: 'page', next: '2026-11-20T15:30:00.498Z' });
  const later = page(rows(500, at), '2026-11-20T15:30:00.100Z');
  expect(later).toMatchObject({ kind: 'page', next: '2026-11-20T15:30:00.498Z' });
});

test('a full page of one moment cannot be passed, and is no list', () => {
  const all = rows(500, () => at(7));
  expect(page(all)).toMatchObject({ kind: 'page', next: '2026-11-20T15:30:00.006Z' });
  expect(page(all, '2026-11-20T15:30:00.006Z')).toEqual({
    kind: 'unknown',
    text: 'over 500 open orders of one moment',
  });
  expect(page([...rows(499, at), { id: 'o' }])).toEqual({
    kind: 'unknown',
    text: 'the last order of a page has no time',
  });
});

test('an order of a kind that we do not know hides none of the others', () => {
  const notional = { ...row('o-2', at(2)), qty: null, notional: '500' };
  expect(page([row('o-1', at(1)), notional, row('o-3', at(3)), 7])).toMatchObject({
    orders: [{ brokerOrderId: 'o-1' }, { brokerOrderId: 'o-3' }],
    unrecognised: [
      { brokerOrderId: 'o-2', text: expect.stringMatching(/^not an order: qty/) },
      { text: expect.stringMatching(/^not an order/) },
    ],
  });
  expect(notices).toHaveLength(2);
});

test('what is no list, or no answer, is no list', () => {
  expect(page({ orders: [] })).toEqual({ kind: 'unknown', text: 'not a list' });
  expect(notices).toEqual(['not a list: {orders:[]}']);
  const limited = { status: 429, headers: { 'retry-after': '2' }, body: '' } as const;
  expect(readOpenOrders(null, { kind: 'answered', ...limited }, heard)).toEqual({
    kind: 'unknown',
    text: 'http 429',
    retryAfterMs: 2_000,
  });
  expect(readOpenOrders(null, { kind: 'broken', text: 'ECONNRESET' }, heard).kind).toBe('unknown');
});
