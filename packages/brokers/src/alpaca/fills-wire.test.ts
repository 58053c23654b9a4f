import { expect, test } from 'vitest';
import { fillsPath, readFills } from './fills-wire.ts';

const row = (id: string) => ({
  activity_type: 'FILL',
  id,
  order_id: 'b-1',
  qty: '0.5',
  price: '231.52',
  cum_qty: '1.5',
  leaves_qty: '8.5',
  side: 'buy',
  symbol: 'AAPL',
  transaction_time: '2026-11-20T15:30:00.123456789Z',
  type: 'partial_fill',
});

const heard = {
  nowMs: 0,
  reading: { ids: { maxLength: 128, charset: 'printable' }, notice: () => {} },
} as const;

const page = (rows: unknown, status = 200) =>
  readFills({ kind: 'answered', status, headers: {}, body: JSON.stringify(rows) }, heard);

test('fills are asked for oldest first, from the last one known', () => {
  expect(fillsPath(null)).toBe('/v2/account/activities/FILL?direction=asc&page_size=100');
  expect(fillsPath('20261120::a/b')).toBe(
    '/v2/account/activities/FILL?direction=asc&page_size=100&page_token=20261120%3A%3Aa%2Fb',
  );
});

test('a short page is the last one', () => {
  expect(page([row('f-1')])).toEqual({
    kind: 'page',
    isLast: true,
    fills: [
      {
        fillId: 'f-1',
        brokerOrderId: 'b-1',
        lastQty: '0.5',
        lastPx: '231.52',
        cumQty: '1.5',
        leavesQty: '8.5',
        transactTimeMs: Date.UTC(2026, 10, 20, 15, 30, 0, 123),
      },
    ],
  });
});

test('a full page is not the last one', () => {
  const rows = Array.from({ length: 100 }, (_, index) => row(`f-${index}`));
  expect(page(rows)).toMatchObject({ isLast: false });
});

test('one unreadable row makes the whole page unknown, so that no fill is skipped', () => {
  expect(page([row('f-1'), { ...row('f-2'), qty: 1 }])).toMatchObject({ kind: 'unknown' });
  expect(page({ message: 'too many requests.' }, 429)).toMatchObject({ kind: 'unknown' });
});
