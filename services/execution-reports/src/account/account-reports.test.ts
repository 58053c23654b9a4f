import type { Broker, LookUpResult, MemoryBroker } from '@orderonce/brokers';
import { decimal } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { acceptance, cancelAcceptance } from '../testing/acceptance.ts';
import { accountUnderTest, BUY_10, sendOrder } from '../testing/account-under-test.ts';
import { AccountReports } from './account-reports.ts';

const px = decimal('100');
const short = (outcomeId: string) => outcomeId.replace('-a3f8b2c1', '').replace('MOM-1RV4K2-', '');

/** The broker with one method instead of its own. */
function instead(broker: MemoryBroker, methods: Partial<Broker>): Broker {
  return new Proxy<Broker>(broker, {
    get: (target, name) => {
      const method = Reflect.get(methods, name) ?? Reflect.get(target, name);
      return typeof method === 'function' ? method.bind(target) : method;
    },
  });
}

test('every fill is told once, in order, and later fills by later rounds', async () => {
  const { venue, reports, ports } = accountUnderTest();
  const account = new AccountReports(ports);
  const first = await sendOrder(venue, 1);
  venue.fill(first, px, decimal('4'));
  expect(await account.round()).toEqual({ kind: 'done' });
  venue.fill(first, px);
  venue.fill(await sendOrder(venue, 2), px);
  await account.round();
  await account.round();
  expect(reports.map(({ outcomeId }) => short(outcomeId))).toEqual([
    '000001/trade/4',
    '000001/trade/10',
    '000002/trade/10',
  ]);
});

test('more fills than one page holds are all told in one round', async () => {
  const { venue, reports, ports } = accountUnderTest();
  const order = await sendOrder(venue, 1);
  for (let count = 0; count < 250; count++) venue.fill(order, px, decimal('0.01'));
  await new AccountReports(ports).round();
  expect(reports).toHaveLength(250);
  expect(reports.at(-1)?.cumQty).toBe('2.5');
});

test('starting again tells nothing that the topic tells, and the same events where it does not', async () => {
  const { venue, reports, ports } = accountUnderTest();
  venue.fill(await sendOrder(venue, 1), px, decimal('4'));
  await new AccountReports(ports).round();
  await new AccountReports(ports).round();
  expect(reports).toHaveLength(1);
  const forgetful = accountUnderTest(() => venue);
  await new AccountReports(forgetful.ports).round();
  expect(forgetful.reports).toEqual(reports);
});

test('while the venue is away nothing is told, and afterwards everything', async () => {
  const { venue, reports, ports } = accountUnderTest();
  const account = new AccountReports(ports);
  venue.fill(await sendOrder(venue, 1), px);
  venue.setReachable(false);
  expect(await account.round()).toEqual({ kind: 'away', text: 'the venue cannot be reached' });
  expect(reports).toEqual([]);
  venue.setReachable(true);
  expect(await account.round()).toEqual({ kind: 'done' });
  expect(reports).toHaveLength(1);
});

test('a fill that could not be published ends the process, and keeps no position past it', async () => {
  const { venue, kept, ports } = accountUnderTest();
  const publish = () => Promise.reject(new Error('no log'));
  venue.fill(await sendOrder(venue, 1), px);
  await expect(new AccountReports({ ...ports, publish }).round()).rejects.toThrow('no log');
  expect(kept.position).toBeNull();
});

test('a look-up without an answer leaves its fill waiting, and other orders’ fills are told', async () => {
  let hasAnswer = false;
  const { venue, orders, reports, ports } = accountUnderTest((broker) =>
    instead(broker, {
      findByBrokerOrderId: async (id): Promise<LookUpResult> =>
        hasAnswer
          ? broker.findByBrokerOrderId(id)
          : { ...(await broker.findByBrokerOrderId(id)), kind: 'unknown', text: 'no answer' },
    }),
  );
  const strange = await sendOrder(venue, 1);
  const ours = await sendOrder(venue, 2);
  orders.note(acceptance(2, ours));
  venue.fill(strange, px);
  venue.fill(ours, px);
  const account = new AccountReports(ports);
  expect(await account.round()).toEqual({ kind: 'away', text: 'no answer' });
  expect(reports.map(({ outcomeId }) => short(outcomeId))).toEqual(['000002/trade/10']);
  hasAnswer = true;
  await account.round();
  expect(reports.map(({ outcomeId }) => short(outcomeId))).toEqual([
    '000002/trade/10',
    '000001/trade/10',
  ]);
});

test('a fill whose order the venue does not show waits, is logged, and is told when the order appears', async () => {
  let isHidden = true;
  const { venue, clock, reports, logged, ports } = accountUnderTest((broker) =>
    instead(broker, {
      findByBrokerOrderId: async (id): Promise<LookUpResult> => {
        const result = await broker.findByBrokerOrderId(id);
        return isHidden ? { kind: 'absent', evidence: result.evidence } : result;
      },
    }),
  );
  const order = await sendOrder(venue, 1);
  venue.fill(order, px);
  const account = new AccountReports(ports);
  expect(await account.round()).toEqual({ kind: 'done' });
  await account.round();
  expect(reports).toEqual([]);
  expect(logged).toMatchObject([{ event: 'order-of-fill-not-found', brokerOrderId: order }]);
  isHidden = false;
  clock.elapsedMs += 5_000;
  await account.round();
  expect(reports).toHaveLength(1);
});

test('orders that the topic told of are not looked up', async () => {
  let lookUps = 0;
  const { venue, orders, reports, ports } = accountUnderTest((broker) =>
    instead(broker, {
      findByBrokerOrderId: (id) => {
        lookUps += 1;
        return broker.findByBrokerOrderId(id);
      },
    }),
  );
  const order = await sendOrder(venue, 1);
  orders.note(acceptance(1, order));
  venue.fill(order, px);
  await new AccountReports(ports).round();
  expect([reports.length, lookUps]).toEqual([1, 0]);
});

test('a cancelled order’s fills are told before its end, and the end once', async () => {
  const { venue, orders, clock, reports, ports } = accountUnderTest();
  const account = new AccountReports(ports);
  const order = await sendOrder(venue, 1);
  orders.note(acceptance(1, order));
  await account.round();
  venue.fill(order, px, decimal('4'));
  await venue.cancel(order);
  orders.note(cancelAcceptance(2, 1, order));
  await account.round();
  clock.elapsedMs += 60_000;
  await account.round();
  expect(reports.map(({ outcomeId, cumQty }) => [short(outcomeId), cumQty])).toEqual([
    ['000001/trade/4', '4'],
    ['000001/canceled', '4'],
  ]);
});

test('an end that nobody asked for is found by looking at open orders from time to time', async () => {
  const { venue, orders, clock, reports, ports } = accountUnderTest();
  const account = new AccountReports(ports);
  const order = await sendOrder(venue, 1);
  orders.note(acceptance(1, order));
  await venue.cancel(order);
  await account.round();
  expect(reports).toEqual([]);
  clock.elapsedMs += 5_000;
  await account.round();
  expect(reports.map(({ outcomeId }) => short(outcomeId))).toEqual(['000001/canceled']);
});

test('an end is not told while fills before it might be missing', async () => {
  let isFillListAway = true;
  const { venue, orders, clock, reports, ports } = accountUnderTest((broker) =>
    instead(broker, {
      fillsAfter: async (after) =>
        isFillListAway ? { kind: 'unknown', text: 'no list' } : broker.fillsAfter(after),
    }),
  );
  const account = new AccountReports(ports);
  const order = await sendOrder(venue, 1);
  orders.note(acceptance(1, order));
  venue.fill(order, px, decimal('4'));
  await venue.cancel(order);
  clock.elapsedMs += 5_000;
  expect(await account.round()).toEqual({ kind: 'away', text: 'no list' });
  expect(reports).toEqual([]);
  isFillListAway = false;
  clock.elapsedMs += 5_000;
  await account.round();
  expect(reports.map(({ outcomeId }) => short(outcomeId))).toEqual([
    '000001/trade/4',
    '000001/canceled',
  ]);
});

test('strangers’ fills are told as theirs', async () => {
  const { venue, reports, ports } = accountUnderTest((broker) =>
    instead(broker, {
      findByBrokerOrderId: async (id): Promise<LookUpResult> => {
        const result = await broker.findByBrokerOrderId(id);
        if (result.kind !== 'found') return result;
        return { ...result, order: { ...result.order, clientOrderId: 'by hand' } };
      },
    }),
  );
  venue.fill(await sendOrder(venue, 1, { ...BUY_10, side: 'SELL' }), px);
  await new AccountReports(ports).round();
  expect(reports).toMatchObject([
    { execType: 'EXTERNAL', clientOrderId: 'by hand', side: 'SELL', lastQty: '10' },
  ]);
});
