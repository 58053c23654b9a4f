import type { ClientOrderId, Decimal, StrategyId } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import type { OrderRecord } from './order-record.ts';
import { decodeRecord, encodeRecord } from './record-codec.ts';

const open: OrderRecord = {
  state: 'pending',
  version: 3,
  attemptToken: 'q9ZpXw8fLk2T',
  payloadHash: 'ab'.repeat(32),
  source: { partition: 11, offset: '9007199254740993' },
  leaseUntilMs: 1_763_790_931_000,
  payload: { symbol: 'BRK.B', side: 'BUY', note: 'ä | "x" \n' },
  strategyId: 'MOM' as StrategyId,
  contentKey: 'cd'.repeat(32),
  duplicateOf: 'MOM-1RV4K2-000001-a3f8b2c1' as ClientOrderId,
  body: { quantity: '7' },
};
const settled: OrderRecord = {
  state: 'settled',
  version: 12,
  attemptToken: 'q9ZpXw8fLk2T',
  payloadHash: 'ab'.repeat(32),
  source: { partition: 11, offset: '123456789012' },
  fieldMarks: 'abcde'.repeat(10),
  settlement: {
    verdict: 'ACCEPTED',
    ordStatus: 'PARTIALLY_FILLED',
    brokerOrderId: '61e69015-8549-4bfd-b9c3-01e75843f47d',
    cumQty: '123456.5' as Decimal,
    settledAtMs: 1_763_790_931_000,
  },
};

/** As a store composes it. */
function stored(record: OrderRecord, leaseUntilMs: number): string {
  const { stamp, duplicateOf, body } = encodeRecord(record);
  return `${stamp} ${leaseUntilMs} ${duplicateOf} ${body}`;
}

test('every state reads back as it was written', () => {
  const { leaseUntilMs, ...rest } = open;
  const reason = { code: 'FATE_UNKNOWN', text: 'no answer' } as const;
  const held: OrderRecord = { ...rest, state: 'held', hold: { reason, heldAtMs: 1 } };
  const denied: OrderRecord = {
    ...settled,
    settlement: {
      verdict: 'DENIED',
      ordStatus: 'REJECTED',
      cumQty: '0' as Decimal,
      settledAtMs: 5,
      reason: { code: 'CONTENT_DUPLICATE', text: 'repeats another' },
      duplicateOf: 'MOM-1RV4K2-000001-a3f8b2c1' as ClientOrderId,
    },
  };
  expect(decodeRecord(stored(open, leaseUntilMs))).toEqual(open);
  expect(decodeRecord(stored({ ...open, state: 'submitted' }, leaseUntilMs))).toEqual({
    ...open,
    state: 'submitted',
  });
  expect(decodeRecord(stored(held, 0))).toEqual(held);
  expect(decodeRecord(stored(settled, 0))).toEqual(settled);
  expect(decodeRecord(stored(denied, 0))).toEqual(denied);
  const order = { side: 'SELL', quantity: '7' };
  const closed: OrderRecord = { ...settled, settlement: { ...settled.settlement, order } };
  expect(decodeRecord(stored(closed, 0))).toEqual(closed);
});

test('a settled record with everything in it fits 300 bytes', () => {
  expect(Buffer.byteLength(stored(settled, 0))).toBeLessThanOrEqual(300);
});

test.each([
  ['nothing', ''],
  ['half a record', stored(settled, 0).slice(0, 90)],
  ['another program’s value', 'OK'],
  ['a later format', stored(settled, 0).replace('"f":1', '"f":2')],
  ['an unknown state', stored(open, 1).replace('"pending"', '"paused"')],
  ['an unknown verdict', stored(settled, 0).replace('"ACCEPTED"', '"MAYBE"')],
  ['a field too many', stored(open, 1).replace('"f":1', '"f":1,"x":1')],
])('%s is no record', (_, value) => {
  expect(decodeRecord(value)).toBeNull();
});
