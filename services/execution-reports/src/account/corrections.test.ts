import { decimal, type OrderOutcome, symbolSchema } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { acceptance } from '../testing/acceptance.ts';
import { accountUnderTest, BUY_10, idOf, sendOrder } from '../testing/account-under-test.ts';
import { AccountReports } from './account-reports.ts';

const px = decimal('100');
const short = (outcomeId: string) => outcomeId.replace('-a3f8b2c1', '').replace('MOM-1RV4K2-', '');

function told(execType: 'HELD' | 'DENIED' | 'REJECTED', fields: Partial<OrderOutcome> = {}) {
  const { brokerOrderId: _, ...verdict } = acceptance(1, '');
  return { ...verdict, execType, ordStatus: 'REJECTED', ...fields } as OrderOutcome;
}

function setUp(...outcomes: readonly OrderOutcome[]) {
  const account = accountUnderTest();
  for (const outcome of outcomes) account.orders.note(outcome);
  const ids = () => account.reports.map(({ outcomeId }) => short(outcomeId));
  /** A new process, which has read what stands on the topic. */
  const restart = () => {
    const next = accountUnderTest(() => account.venue);
    for (const outcome of [...outcomes, ...account.reports]) next.orders.note(outcome);
    return next;
  };
  return { ...account, ids, restart, rounds: new AccountReports(account.ports) };
}

test.each(['DENIED', 'REJECTED', 'HELD'] as const)(
  'a fill of an order that was %s is told at once, after a correction that says that there is an order',
  async (execType) => {
    const { venue, reports, ids, logged, rounds } = setUp(told(execType));
    const order = await sendOrder(venue, 1);
    venue.fill(order, px, decimal('4'));
    await rounds.round();
    expect(ids()).toEqual(['000001/correction/memory-order-1', '000001/trade/4']);
    expect(reports[0]).toMatchObject({
      execType: 'CORRECTION',
      ordStatus: 'PARTIALLY_FILLED',
      brokerOrderId: order,
      side: 'BUY',
      quantity: '10',
      cumQty: '4',
      leavesQty: '6',
    });
    expect(logged).toMatchObject([{ event: 'late-appearance', clientOrderId: idOf(1) }]);
  },
);

test.each(['DENIED', 'REJECTED', 'HELD'] as const)(
  'an order that was %s only after its fill was told is corrected too, at once and once',
  async (execType) => {
    const { venue, orders, ids, rounds } = setUp();
    const order = await sendOrder(venue, 1);
    venue.fill(order, px);
    await rounds.round();
    let news = 0;
    orders.onNews(() => {
      news += 1;
    });
    orders.note(told(execType));
    expect(news).toBe(1);
    await rounds.round();
    await rounds.round();
    expect(ids()).toEqual(['000001/trade/10', '000001/correction/memory-order-1']);
  },
);

test('one order is corrected once, also by another process', async () => {
  const { venue, ids, restart, rounds } = setUp(told('DENIED'));
  const order = await sendOrder(venue, 1);
  venue.fill(order, px, decimal('4'));
  await rounds.round();
  venue.fill(order, px);
  await rounds.round();
  expect(ids()).toEqual(['000001/correction/memory-order-1', '000001/trade/4', '000001/trade/10']);
  const next = restart();
  await new AccountReports(next.ports).round();
  expect(next.reports).toEqual([]);
});

test('the end of an order that was corrected is told too', async () => {
  const { venue, clock, ids, rounds } = setUp(told('DENIED'));
  const order = await sendOrder(venue, 1);
  venue.fill(order, px, decimal('4'));
  await rounds.round();
  await venue.cancel(order);
  clock.elapsedMs += 5_000;
  await rounds.round();
  expect(ids().at(-1)).toBe('000001/canceled');
});

test.each([
  ['after a hold', [told('HELD'), told('DENIED')]],
  ['by a person', [told('DENIED', { reason: { code: 'RESOLVED_ABSENT', text: 'absent by ann' } })]],
  [
    'by the venue at a second send',
    [
      told('REJECTED', {
        evidence: ['no answer', 'refused'].map((result) => ({ atMs: 0, action: 'submit', result })),
      }),
    ],
  ],
] as const)('an order that was refused %s is noticed without a fill', async (_name, outcomes) => {
  const { venue, clock, reports, ids, rounds } = setUp(...outcomes);
  await rounds.round();
  await sendOrder(venue, 1);
  for (const waitMs of [1_000, 1_000, 60_000]) {
    clock.elapsedMs += waitMs;
    await rounds.round();
  }
  expect(ids()).toEqual(['000001/correction/memory-order-1']);
  expect(reports[0]).toMatchObject({ ordStatus: 'NEW', cumQty: '0', leavesQty: '10' });
});

test('a refused order is looked for less and less often, for ten minutes, and not after a plain refusal', async () => {
  let asked = 0;
  const { clock, venue, ports, orders } = setUp(told('HELD'), told('DENIED'));
  orders.note({ ...told('DENIED'), clientOrderId: idOf(2) });
  const find = venue.findByClientOrderId.bind(venue);
  venue.findByClientOrderId = (id) => {
    expect(id).toBe(idOf(1));
    asked += 1;
    return find(id);
  };
  const rounds = new AccountReports(ports);
  for (let second = 0; second < 3_600; second++) {
    await rounds.round();
    clock.elapsedMs += 1_000;
  }
  expect(asked).toBe(10);
});

test('an order that the venue keeps as rejected contradicts nothing', async () => {
  const { venue, clock, reports, ports } = setUp(told('HELD'), told('DENIED'));
  await sendOrder(venue, 1);
  const find = venue.findByClientOrderId.bind(venue);
  venue.findByClientOrderId = async (id) => {
    const found = await find(id);
    if (found.kind !== 'found') return found;
    return { ...found, order: { ...found.order, ordStatus: 'REJECTED' } };
  };
  clock.elapsedMs += 60_000;
  await new AccountReports(ports).round();
  expect(reports).toEqual([]);
});

test('an accepted order is not corrected, whatever was told of it before', async () => {
  const { venue, orders, ids, rounds } = setUp(told('HELD'));
  const order = await sendOrder(venue, 1);
  orders.note(acceptance(1, order));
  venue.fill(order, px);
  await rounds.round();
  expect(ids()).toEqual(['000001/trade/10']);
});

test('fills of an adopted order are told as the venue has it, not as it was asked for', async () => {
  const { venue, orders, reports, rounds } = setUp(told('HELD'));
  const symbol = symbolSchema.parse('AAPL');
  const order = await sendOrder(venue, 1, {
    ...BUY_10,
    symbol,
    side: 'SELL',
    quantity: decimal('7'),
  });
  orders.note({
    ...acceptance(1, order),
    reason: { code: 'RESOLVED_ADOPT', text: 'adopt by ann' },
  });
  venue.fill(order, px);
  await rounds.round();
  expect(reports.at(-1)).toMatchObject({ execType: 'TRADE', side: 'SELL', quantity: '7' });
});
