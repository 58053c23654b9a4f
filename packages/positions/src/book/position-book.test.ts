import type { Outcome } from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leavesQty, ordStatusOf } from '../fold/order-state.ts';
import { accepted, outcome, trade } from '../testing/index.ts';
import { PositionBook } from './position-book.ts';

const FIRST = 'MOM-1RV4K2-000001-a3f8b2c1';
const SECOND = 'MOM-1RV4K2-000002-00000002';
const second = { clientOrderId: SECOND, brokerOrderId: 'venue-2', side: 'SELL', quantity: '6' };
const uuidOfSecond = { ...second, orderUuid: '00000002-0000-4000-8000-000000000002' };

function bookOf(...outcomes: readonly Outcome[]): PositionBook {
  const book = new PositionBook({ maxHistories: 100 });
  for (const [index, each] of outcomes.entries())
    book.take(each, { topic: 'orders.outcomes', partition: 0, offset: String(index) });
  return book;
}

const held = outcome({
  outcomeId: `${FIRST}/held`,
  execType: 'HELD',
  ordStatus: 'UNKNOWN',
  source: 'executor',
});

test('orders of one instrument add up, and each instrument has its own position', () => {
  const book = bookOf(
    trade('10', '10', '100'),
    trade('6', '6', '101', second),
    trade('3', '3', '7', { symbol: 'IBM' }),
    trade('2', '2', '9', { accountId: 'acct-2' }),
  );
  const quantities = book
    .positions()
    .map(({ accountId, symbol, position }) => [accountId, symbol, position.quantity]);
  expect(quantities).toEqual([
    ['acct-1', 'AAPL', '4'],
    ['acct-1', 'IBM', '3'],
    ['acct-2', 'AAPL', '2'],
  ]);
});

test('an order is live while it is open or in doubt', () => {
  const live = (...outcomes: readonly Outcome[]) =>
    bookOf(...outcomes)
      .position('acct-1:AAPL')
      ?.liveOrders.map(({ clientOrderId }) => clientOrderId);
  expect(live(held, accepted(uuidOfSecond))).toEqual([FIRST, SECOND]);
  expect(live(held, accepted(uuidOfSecond), trade('6', '6', '1', second))).toEqual([FIRST]);
});

test('a repeated outcome id is told from a new event and changes nothing', () => {
  const book = bookOf(accepted(), trade('4', '4', '100'));
  const hash = book.hash();
  const place = { topic: 'orders.outcomes', partition: 0, offset: '99' };
  expect(book.take(trade('4', '4', '100'), place)).toMatchObject({
    isRepeat: true,
    isChange: false,
  });
  expect(book.take(trade('5', '1', '100'), place)).toMatchObject({
    isRepeat: false,
    isChange: true,
  });
  expect(bookOf(accepted(), trade('4', '4', '100'), trade('4', '4', '100')).hash()).toBe(hash);
});

test('a different verdict under a known outcome id is not taken for a repeat in silence', () => {
  const book = bookOf(accepted());
  const rejected = outcome({
    outcomeId: `${FIRST}/verdict`,
    execType: 'REJECTED',
    ordStatus: 'REJECTED',
  });
  const place = { topic: 'orders.outcomes', partition: 0, offset: '1' };
  expect(book.take(rejected, place).alarm?.kind).toBe('another-verdict');
});

test('a position shows the outcomes that moved it, an order all of its own', () => {
  const book = bookOf(held, accepted(), trade('4', '4', '100'), trade('4', '4', '100'));
  const offsets = (history?: { outcomes: readonly { record: { offset: string } }[] }) =>
    history?.outcomes.map(({ record }) => record.offset);
  expect(offsets(book.position('acct-1:AAPL')?.history)).toEqual(['2']);
  expect(offsets(book.order(FIRST)?.history)).toEqual(['0', '1', '2']);
});

test('one id used on two instruments is two orders', () => {
  const book = bookOf(trade('4', '4', '100'), trade('4', '4', '50', { symbol: 'IBM' }));
  expect(book.order(FIRST)?.orders.map(({ symbol }) => symbol)).toEqual(['AAPL', 'IBM']);
  expect(book.position('acct-1:IBM')?.position.quantity).toBe('4');
});

test('a refusal that names no account is found by its id', () => {
  const refused = outcome({
    outcomeId: `${FIRST}/refused/abc`,
    execType: 'REFUSED',
    ordStatus: 'REJECTED',
    source: 'executor',
    accountId: undefined,
    symbol: undefined,
  });
  const book = bookOf(refused);
  expect(book.order(FIRST)).toMatchObject({ orders: [], history: { outcomes: [{}] } });
  expect(book.order(SECOND)).toBeNull();
  expect(book.positions()).toEqual([]);
});

const EVENTS = [
  held,
  accepted(),
  accepted(uuidOfSecond),
  trade('2', '2', '100'),
  trade('6', '6', '101.5', { ...second, ordStatus: 'FILLED' }),
  trade('7', '5', '99'),
  trade('3', '3', '7', { symbol: 'IBM' }),
];

test('the state hash is a literal that only a change of the state or of its form can alter', () => {
  expect(bookOf(...EVENTS).hash()).toBe(
    '0e22da5ec49708924b353fae8f056ffaac2d438087f39cece7f1d632473e2e34',
  );
  expect(bookOf().hash()).toBe('0'.repeat(64));
});

test('everything published again, in any order, leaves the same state hash', () => {
  const once = bookOf(...EVENTS).hash();
  fc.assert(
    fc.property(fc.shuffledSubarray(EVENTS), fc.shuffledSubarray(EVENTS), (again, andAgain) => {
      expect(bookOf(...EVENTS, ...again, ...andAgain).hash()).toBe(once);
    }),
  );
});

test('the order of instruments among each other does not enter the state hash', () => {
  const ofIbm = EVENTS.slice(-1);
  const ofAapl = EVENTS.slice(0, -1);
  expect(bookOf(...ofIbm, ...ofAapl).hash()).toBe(bookOf(...ofAapl, ...ofIbm).hash());
});

test('any single lost event is seen in the state hash', () => {
  const whole = bookOf(...EVENTS).hash();
  for (const lost of EVENTS.keys())
    expect(bookOf(...EVENTS.toSpliced(lost, 1)).hash()).not.toBe(whole);
});

const REPLACEMENT = {
  clientOrderId: 'MOM-1RV4K2-000005-c4f8b2c1',
  orderUuid: 'c4f8b2c1-0000-4000-8000-000000000001',
  brokerOrderId: 'venue-5',
  quantity: '12',
};
const replaced = (fields = {}) =>
  outcome({
    outcomeId: `${FIRST}/replaced`,
    execType: 'REPLACED',
    ordStatus: 'REPLACED',
    cumQty: '4',
    execId: 'venue-5',
    ...fields,
  });
const order = { symbol: 'AAPL', side: 'BUY', quantity: '12', orderType: 'MARKET' };
const replacement = accepted({
  ...REPLACEMENT,
  origClientOrderId: FIRST,
  order: { ...order, timeInForce: 'DAY' },
});
const CHAIN = [
  accepted(),
  trade('4', '4', '100'),
  replacement,
  replaced(),
  trade('7', '3', '100', REPLACEMENT),
  outcome({
    ...REPLACEMENT,
    outcomeId: `${REPLACEMENT.clientOrderId}/canceled`,
    execType: 'CANCELED',
    ordStatus: 'CANCELED',
    cumQty: '7',
  }),
];

test('the fills of a chain count once, though each of its orders tells those before it too', () => {
  const book = bookOf(...CHAIN.slice(0, 5));
  expect(book.positions()[0]?.position).toMatchObject({ quantity: '7', openCost: '700' });
  const open = book
    .positions()[0]
    ?.liveOrders.map(({ clientOrderId, state }) => [clientOrderId, leavesQty(state)]);
  expect(open).toEqual([[REPLACEMENT.clientOrderId, '5']]);
  expect(bookOf(...CHAIN).positions()[0]?.position.quantity).toBe('7');
});

test('what is open of a replacement is its total less what was filled before it', () => {
  const [position] = bookOf(
    accepted(),
    trade('4', '4', '100'),
    replacement,
    replaced(),
  ).positions();
  expect(position?.liveOrders.map(({ state }) => leavesQty(state))).toEqual(['8']);
});

test('the outcomes of a chain give its quantity in whatever order and how often they come', () => {
  const scrambled = fc.array(fc.constantFrom(...CHAIN), { maxLength: 8 }).chain((repeats) => {
    const all = [...CHAIN, ...repeats];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });
  fc.assert(
    fc.property(scrambled, (outcomes) => {
      expect(bookOf(...outcomes).positions()[0]?.position.quantity).toBe('7');
    }),
  );
});

test('an order that somebody put in the place of ours by hand counts on from it', () => {
  const byHand = outcome({
    outcomeId: 'external/acct-1/venue-9/6',
    execType: 'EXTERNAL',
    ordStatus: 'PARTIALLY_FILLED',
    clientOrderId: 'by-hand',
    brokerOrderId: 'venue-9',
    cumQty: '6',
    lastQty: '2',
    lastPx: '100',
  });
  const end = replaced({ execId: 'venue-9' });
  for (const outcomes of [
    [accepted(), trade('4', '4', '100'), end, byHand],
    [accepted(), byHand, end, trade('4', '4', '100')],
  ])
    expect(bookOf(...outcomes).positions()[0]?.position.quantity).toBe('6');
});

test('a replace that was rejected has no part in the chain', () => {
  const rejected = outcome({
    ...REPLACEMENT,
    outcomeId: `${REPLACEMENT.clientOrderId}/verdict`,
    execType: 'REJECTED',
    ordStatus: 'REJECTED',
    origClientOrderId: FIRST,
    order: { ...order, quantity: '3', timeInForce: 'DAY' },
  });
  const book = bookOf(accepted(), trade('4', '4', '100'), rejected);
  const [found] = book.order(REPLACEMENT.clientOrderId)?.orders ?? [];
  expect(found && [ordStatusOf(found.state), found.state.fills.cumQty]).toEqual(['REJECTED', '0']);
});
