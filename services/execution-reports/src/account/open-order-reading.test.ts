import type { OpenOrdersResult } from '@orderonce/brokers';
import { expect, test } from 'vitest';
import { acceptance } from '../testing/acceptance.ts';
import { accountUnderTest, sendOrder } from '../testing/account-under-test.ts';
import { OpenOrderReading } from './open-order-reading.ts';

/** Accepted orders that are all due, and a count of the questions about them. */
async function setUp(
  orders: number,
  change: (page: OpenOrdersResult) => OpenOrdersResult = (p) => p,
) {
  const asked = { lists: 0, lookUps: 0 };
  const account = accountUnderTest((broker) => {
    const list = broker.openOrders.bind(broker);
    const find = broker.findByBrokerOrderId.bind(broker);
    broker.openOrders = async (after) => {
      asked.lists += 1;
      return change(await list(after));
    };
    broker.findByBrokerOrderId = (id) => {
      asked.lookUps += 1;
      return find(id);
    };
    return broker;
  });
  const ids: string[] = [];
  for (let sequence = 1; sequence <= orders; sequence++) {
    ids.push(await sendOrder(account.venue, sequence));
    account.orders.note(acceptance(sequence, ids.at(-1) ?? ''));
  }
  account.clock.elapsedMs += 5_000;
  return { ...account, asked, ids, reading: new OpenOrderReading(account.ports) };
}

test('many open orders are asked for with their list, and one by one only what is not on it', async () => {
  const { venue, reading, asked, ids } = await setUp(250);
  await venue.cancel(ids[7] ?? '');
  const { orders, round, hasMore } = await reading.look();
  expect(orders).toHaveLength(250);
  expect(orders.filter(({ ordStatus }) => ordStatus === 'CANCELED')).toHaveLength(1);
  expect([round.kind, hasMore, asked]).toEqual(['done', false, { lists: 3, lookUps: 1 }]);
  await reading.look();
  expect(asked).toEqual({ lists: 3, lookUps: 1 });
});

test('two are asked for one by one', async () => {
  const { reading, asked } = await setUp(2);
  expect((await reading.look()).orders).toHaveLength(2);
  expect(asked).toEqual({ lists: 0, lookUps: 2 });
});

test('many that ended at once are looked at in several rounds, which come soon', async () => {
  const { venue, reading, ids } = await setUp(40);
  for (const id of ids) await venue.cancel(id);
  const seen = [await reading.look(), await reading.look(), await reading.look()];
  expect(seen.map(({ orders, hasMore }) => [orders.length, hasMore])).toEqual([
    [16, true],
    [16, true],
    [8, false],
  ]);
});

test('without a list orders are looked at one by one', async () => {
  const { reading, asked } = await setUp(3, () => ({ kind: 'unknown', text: 'no list' }));
  const { orders, round } = await reading.look();
  expect([orders.length, round.kind, asked]).toEqual([3, 'done', { lists: 1, lookUps: 3 }]);
});

test('orders of a shape that nobody knows are logged once, and the others are read', async () => {
  const odd = { text: 'order with status "melted"' };
  const { reading, clock, logged } = await setUp(3, (page) =>
    page.kind === 'page' ? { ...page, unrecognised: [odd] } : page,
  );
  expect((await reading.look()).orders).toHaveLength(3);
  clock.elapsedMs += 5_000;
  await reading.look();
  expect(logged).toMatchObject([{ event: 'unrecognised-order', shape: odd.text }]);
});
