import type { BrokerFill, BrokerOrder, ExecutionReport, ReportEvent } from '@orderonce/brokers';
import { decimal } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { acceptance, cancelAcceptance } from '../testing/acceptance.ts';
import {
  accountUnderTest,
  BUY_10,
  idOf,
  NOW_MS,
  sendOrder,
} from '../testing/account-under-test.ts';
import { AccountReports } from './account-reports.ts';

const px = decimal('100');
const short = (outcomeId: string) => outcomeId.replace('-a3f8b2c1', '').replace('MOM-1RV4K2-', '');

function setUp(fillsAfter?: (real: () => ReturnType<Venue['fillsAfter']>) => unknown) {
  const account = accountUnderTest((broker) => {
    if (fillsAfter === undefined) return broker;
    const real = broker.fillsAfter.bind(broker);
    broker.fillsAfter = async (after) => {
      const page = await real(after);
      await fillsAfter(() => real(after));
      return page;
    };
    return broker;
  });
  const reports = new AccountReports(account.ports);
  const ids = () => account.reports.map(({ outcomeId }) => short(outcomeId));
  return { ...account, rounds: reports, ids };
}
type Venue = ReturnType<typeof accountUnderTest>['venue'];

function report(
  event: ReportEvent,
  order: Partial<BrokerOrder>,
  fields: Partial<ExecutionReport> = {},
): ExecutionReport {
  return {
    kind: 'report',
    event,
    order: {
      ...{ brokerOrderId: 'venue-1', clientOrderId: idOf(1), body: BUY_10 },
      ...{ ordStatus: 'NEW', cumQty: decimal('0'), ...order },
    },
    transactTimeMs: NOW_MS,
    ...fields,
  };
}

const trade = (lastQty: string, cumQty: string, order: Partial<BrokerOrder> = {}) =>
  report(
    'TRADE',
    { cumQty: decimal(cumQty), ordStatus: 'PARTIALLY_FILLED', ...order },
    { lastQty: decimal(lastQty), lastPx: px, execId: `exec-${cumQty}` },
  );

test('a fill that the stream tells is told at once, without a question', () => {
  const { rounds, reports } = setUp();
  expect(rounds.take(trade('4', '4'))).toBe(true);
  expect(reports).toMatchObject([
    {
      outcomeId: 'MOM-1RV4K2-000001-a3f8b2c1/trade/4',
      execType: 'TRADE',
      ordStatus: 'PARTIALLY_FILLED',
      execId: 'exec-4',
      lastQty: '4',
      lastPx: '100',
      cumQty: '4',
      leavesQty: '6',
      transactTimeMs: NOW_MS,
    },
  ]);
});

test('a fill that comes after one that did not come waits for a round', () => {
  const { rounds, ids } = setUp();
  expect(rounds.take(trade('4', '7'))).toBe(false);
  expect(ids()).toEqual([]);
});

test('a repeated fill is told once and asks for nothing', () => {
  const { rounds, ids } = setUp();
  expect([rounds.take(trade('4', '4')), rounds.take(trade('4', '4'))]).toEqual([true, true]);
  expect(ids()).toEqual(['000001/trade/4']);
});

test('the first own fill of an order that replaces another is left to the list of fills', () => {
  const { rounds, ids } = setUp();
  expect(rounds.take(trade('2', '6', { replaces: 'venue-0' }))).toBe(false);
  expect(ids()).toEqual([]);
});

test('a fill without an amount, or of more than the order, waits for a round', () => {
  const { rounds, ids } = setUp();
  expect(rounds.take(report('TRADE', { cumQty: decimal('4') }))).toBe(false);
  expect(rounds.take(trade('11', '11'))).toBe(false);
  expect(ids()).toEqual([]);
});

test('what any report shows as filled and was not told asks for a round', () => {
  const { rounds } = setUp();
  expect(rounds.take(report('STATUS', { cumQty: decimal('4') }))).toBe(false);
  expect(rounds.take(report('ACCEPTED', {}))).toBe(true);
});

test('a fill of a stranger’s order is EXTERNAL from the stream too, under the same name', async () => {
  const { rounds, reports } = setUp();
  rounds.take(trade('4', '4', { clientOrderId: 'by hand' }));
  expect(reports).toMatchObject([
    { outcomeId: 'external/acct-1/venue-1/4', execType: 'EXTERNAL', clientOrderId: 'by hand' },
  ]);
});

test('an end waits for the fills before it, also when it is seen while they are read', async () => {
  let isFirst = true;
  const { venue, rounds, ids } = setUp(async () => {
    if (!isFirst) return;
    isFirst = false;
    // The page is on its way when the venue fills and cancels, and the stream drops the fill.
    venue.fill('memory-order-1', px, decimal('4'));
    await venue.cancel('memory-order-1');
    const found = await venue.findByBrokerOrderId('memory-order-1');
    if (found.kind === 'found') rounds.take(report('CANCELED', found.order));
  });
  await sendOrder(venue, 1);
  await rounds.round();
  expect(ids()).toEqual([]);
  await rounds.round();
  expect(ids()).toEqual(['000001/trade/4', '000001/canceled']);
});

test.each([
  ['CANCELED', 'CANCELED', ['000001/canceled']],
  ['EXPIRED', 'EXPIRED', ['000001/expired']],
  ['REPLACED', 'REPLACED', ['000001/replaced']],
  ['REJECTED', 'REJECTED', ['000001/canceled']],
] as const)('%s on the stream is told at once and once', (event, ordStatus, told) => {
  const { rounds, ids } = setUp();
  expect(rounds.take(report(event, { ordStatus }))).toBe(true);
  rounds.take(report(event, { ordStatus }));
  expect(ids()).toEqual(told);
});

test('of a stranger’s order no end is told', () => {
  const { rounds, ids } = setUp();
  const order = { ordStatus: 'CANCELED', clientOrderId: 'by hand' } as const;
  expect(rounds.take(report('CANCELED', order))).toBe(true);
  expect(ids()).toEqual([]);
});

test('an order on the stream that was said not to exist is corrected, before its fills', () => {
  const { rounds, orders, ids } = setUp();
  const { brokerOrderId: _, ...denied } = acceptance(1, '');
  orders.note({ ...denied, execType: 'DENIED', ordStatus: 'REJECTED' });
  rounds.take(report('ACCEPTED', {}));
  rounds.take(trade('4', '4'));
  expect(ids()).toEqual(['000001/correction/venue-1', '000001/trade/4']);
});

test('a cancel that a fill overtook is rejected, with the order’s state, whoever tells it first', async () => {
  const { rounds, orders, reports } = setUp();
  orders.note(acceptance(1, 'venue-1'));
  orders.note(cancelAcceptance(2, 1, 'venue-1'));
  rounds.take(trade('10', '10', { ordStatus: 'FILLED' }));
  const filled = { ordStatus: 'FILLED', cumQty: decimal('10') } as const;
  rounds.take(report('CANCEL_REJECTED', filled, { execId: 'exec-c' }));
  await rounds.round();
  expect(reports.slice(1)).toMatchObject([
    {
      outcomeId: 'MOM-1RV4K2-000002-a3f8b2c1/cancel-rejected',
      clientOrderId: idOf(2),
      origClientOrderId: idOf(1),
      execType: 'CANCEL_REJECTED',
      ordStatus: 'FILLED',
      brokerOrderId: 'venue-1',
      cumQty: '10',
      leavesQty: '0',
    },
  ]);
  expect(reports).toHaveLength(2);
});

test('a cancel that a fill overtook is rejected also when the stream says nothing', async () => {
  const { venue, rounds, orders, ids } = setUp();
  const order = await sendOrder(venue, 1);
  orders.note(acceptance(1, order));
  orders.note(cancelAcceptance(2, 1, order));
  venue.fill(order, px);
  await rounds.round();
  expect(ids()).toEqual(['000001/trade/10', '000002/cancel-rejected']);
});

test('a cancel refused of an order that stays open is told, also when its acceptance comes later', async () => {
  const { rounds, orders, reports } = setUp();
  const refusal = report('CANCEL_REJECTED', {}, { execId: 'exec-c' });
  rounds.take(refusal);
  orders.note(cancelAcceptance(2, 1, 'venue-1'));
  await rounds.round();
  expect(reports).toMatchObject([
    { execType: 'CANCEL_REJECTED', ordStatus: 'NEW', leavesQty: '10', clientOrderId: idOf(2) },
  ]);
  // The next cancel is not the one that the repeated report is about.
  orders.note(cancelAcceptance(3, 1, 'venue-1'));
  rounds.take(refusal);
  await rounds.round();
  expect(reports).toHaveLength(1);
});

test('a cancel that was done is not rejected', async () => {
  const { rounds, orders, ids } = setUp();
  orders.note(cancelAcceptance(2, 1, 'venue-1'));
  rounds.take(report('CANCELED', { ordStatus: 'CANCELED' }));
  await rounds.round();
  expect(ids()).toEqual(['000001/canceled']);
});

test.each([
  ['in one page', [['10', '4']], ['4', '10']],
  ['in two pages', [['10'], ['4']], ['10', '4']],
])(
  'two fills of one moment are both told when the venue lists the later one first, %s',
  async (_where, cumQtys, told) => {
    const lastQtys: Record<string, string> = { '4': '4', '10': '6' };
    const pages = cumQtys.map((page) =>
      page.map((cumQty): BrokerFill => {
        const fill = { fillId: `fill-${cumQty}`, brokerOrderId: 'venue-1', lastPx: px };
        const leavesQty = decimal(cumQty === '10' ? '0' : '6');
        const lastQty = decimal(lastQtys[cumQty] ?? '');
        const amounts = { lastQty, cumQty: decimal(cumQty), leavesQty };
        return { ...fill, ...amounts, transactTimeMs: NOW_MS };
      }),
    );
    const { ports, orders, reports } = setUp();
    orders.note(acceptance(1, 'venue-1'));
    ports.broker.fillsAfter = async () => {
      const fills = pages.shift() ?? [];
      return { kind: 'page', fills, isLast: pages.length === 0 };
    };
    await new AccountReports(ports).round();
    expect(reports.map(({ cumQty }) => cumQty)).toEqual(told);
  },
);
