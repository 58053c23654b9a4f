import type { KillScope, Outcome } from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { accepted, outcome, trade } from '../../../testing/records.ts';
import { OrderBook } from './order-book.ts';

const EVERYTHING: KillScope = { kind: 'global' };

function bookOf(...outcomes: readonly Outcome[]): OrderBook {
  const book = new OrderBook();
  for (const one of outcomes) book.take(one);
  return book;
}
const openIn = (scope: KillScope, ...outcomes: readonly Outcome[]) =>
  bookOf(...outcomes).open(scope);
const open = (...outcomes: readonly Outcome[]) => openIn(EVERYTHING, ...outcomes);

it('holds an accepted order open, with what is filled of it', () => {
  expect(open(accepted(), trade('4'))).toEqual([
    expect.objectContaining({
      clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
      side: 'BUY',
      quantity: '10',
      cumQty: '4',
      isInDoubt: false,
    }),
  ]);
});

it('takes partial fills that add up for the end of the order', () => {
  expect(open(accepted(), trade('4'), trade('10'))).toEqual([]);
  expect(open(accepted(), trade('4'), trade('10.00', { ordStatus: 'FILLED' }))).toEqual([]);
});

it.each(['CANCELED', 'EXPIRED', 'REPLACED'])('takes %s for the end', (execType) => {
  const book = bookOf(accepted(), trade('4'), outcome({ execType, ordStatus: execType }));
  expect(book.open(EVERYTHING)).toEqual([]);
});

it('is not misled by a fill before the acceptance, or by repeats', () => {
  expect(open(trade('4'), accepted())).toMatchObject([{ cumQty: '4', quantity: '10' }]);
  expect(open(trade('10', { ordStatus: 'FILLED' }), accepted())).toEqual([]);
  expect(open(accepted(), trade('7'), trade('4'), accepted())).toMatchObject([{ cumQty: '7' }]);
});

it('does not take the acceptance of a cancel for an order', () => {
  const cancel = outcome({
    clientOrderId: 'KILL-1RV4K2-000001-a3f8b2c1',
    origClientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
    strategyId: 'KILL',
    execType: 'ACCEPTED',
    ordStatus: 'PENDING_CANCEL',
  });
  expect(open(cancel)).toEqual([]);
});

it('counts an order in doubt as open until it has a verdict or a person resolved it', () => {
  const { order } = accepted();
  const held = outcome({ execType: 'HELD', ordStatus: 'UNKNOWN', source: 'executor', order });
  const resolved = outcome({ execType: 'RESOLVED', ordStatus: 'REJECTED', source: 'executor' });
  expect(open(held)).toMatchObject([{ isInDoubt: true }]);
  expect(open(held, resolved)).toEqual([]);
  const resend = outcome({ execType: 'RESOLVED', ordStatus: 'PENDING_NEW', source: 'executor' });
  expect(open(held, resend)).toMatchObject([{ isInDoubt: true }]);
  expect(open(held, resolved, accepted({ ordStatus: 'CANCELED' }))).toEqual([]);
  expect(open(held, resolved, accepted())).toMatchObject([{ isInDoubt: false }]);
  expect(open(outcome({ execType: 'ATTEMPTED', ordStatus: 'PENDING_NEW', order }))).toHaveLength(1);
});

it('opens an order again that the venue has, although it was rejected or resolved as absent', () => {
  const rejected = outcome({ execType: 'REJECTED', ordStatus: 'REJECTED' });
  const found = { execType: 'CORRECTION', ordStatus: 'NEW', quantity: '10', leavesQty: '10' };
  expect(open(rejected, outcome(found))).toMatchObject([{ quantity: '10', isInDoubt: false }]);
  expect(open(rejected, trade('4', { quantity: '10' }), rejected)).toMatchObject([{ cumQty: '4' }]);
  expect(open(rejected, outcome({ ...found, ordStatus: 'CANCELED' }))).toEqual([]);
});

it('leaves a refused order, and copies of an order, out', () => {
  expect(open(outcome({ execType: 'REJECTED', ordStatus: 'REJECTED' }))).toEqual([]);
  expect(open(outcome({ execType: 'DENIED', ordStatus: 'REJECTED' }))).toEqual([]);
  const copy = outcome({ execType: 'DUPLICATE', ordStatus: 'FILLED' });
  expect(open(copy)).toEqual([]);
  expect(open(accepted(), copy)).toHaveLength(1);
  expect(open(accepted(), outcome({ execType: 'REFUSED', ordStatus: 'UNKNOWN' }))).toHaveLength(1);
});

it.each<[KillScope, number]>([
  [{ kind: 'global' }, 2],
  [{ kind: 'account', accountId: accepted().accountId as never }, 1],
  [{ kind: 'symbol', symbol: 'MSFT' as never }, 1],
  [{ kind: 'strategy', strategyId: 'MOM' as never }, 2],
  [{ kind: 'strategy', strategyId: 'OTHER' as never }, 0],
])('finds those in the scope %j', (scope, count) => {
  const other = accepted({
    clientOrderId: 'MOM-1RV4K2-000002-a3f8b2c1',
    accountId: 'acct-2',
    symbol: 'MSFT',
    strategyId: undefined,
  });
  expect(openIn(scope, accepted(), other)).toHaveLength(count);
});

it('comes to the same whatever the order of fills and acceptance, and however often they come', () => {
  const events = [accepted(), trade('3'), trade('6'), trade('9')];
  const shuffled = fc
    .array(fc.constantFrom(...events), { maxLength: 6 })
    .chain((repeats) =>
      fc.shuffledSubarray([...events, ...repeats], { minLength: events.length + repeats.length }),
    );
  fc.assert(
    fc.property(shuffled, (outcomes) => {
      expect(open(...outcomes)).toMatchObject([{ cumQty: '9', quantity: '10', side: 'BUY' }]);
    }),
  );
});
