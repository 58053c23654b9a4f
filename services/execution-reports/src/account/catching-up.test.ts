import { decimal } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { acceptance } from '../testing/acceptance.ts';
import { accountUnderTest, sendOrder } from '../testing/account-under-test.ts';
import { AccountReports } from './account-reports.ts';
import type { ReadUpTo } from './fill-position.ts';

const px = decimal('100');
const TINY = decimal('0.01');

/** A reader that was there for the first fills of an order, and is gone. */
async function afterALife(fills: number) {
  const first = accountUnderTest();
  const order = await sendOrder(first.venue, 1);
  for (let count = 0; count < fills; count++) first.venue.fill(order, px, TINY);
  await new AccountReports(first.ports).round();
  return { ...first, order };
}

type Life = Awaited<ReturnType<typeof afterALife>>;

/** The next reader, which knows the topic and the kept position. */
function nextReader({ venue, reports, kept }: Life, position: ReadUpTo | null = kept.position) {
  let pages = 0;
  const next = accountUnderTest(() =>
    Object.create(venue, {
      fillsAfter: {
        value: (after: string | null) => {
          pages += 1;
          return venue.fillsAfter(after);
        },
      },
      capabilities: { value: venue.capabilities },
      findByBrokerOrderId: { value: venue.findByBrokerOrderId.bind(venue) },
    }),
  );
  next.kept.position = position;
  for (const report of reports) next.orders.note(report);
  return { ...next, pages: () => pages };
}

test('10 000 fills while nobody read are told in one round, in order, and none of those before again', async () => {
  const life = await afterALife(300);
  const strange: string[] = [];
  for (let order = 2; order <= 41; order++) strange.push(await sendOrder(life.venue, order));
  for (let count = 0; count < 250; count++)
    for (const order of strange) life.venue.fill(order, px, TINY);
  const next = nextReader(life);
  expect(await new AccountReports(next.ports).round()).toEqual({ kind: 'done' });
  expect(next.reports).toHaveLength(10_000);
  expect(next.pages()).toBe(100);
  const ofOne = next.reports.filter(({ brokerOrderId }) => brokerOrderId === strange[0]);
  expect(ofOne.map(({ cumQty }) => Number(cumQty))).toEqual(
    Array.from({ length: 250 }, (_, index) => (index + 1) / 100),
  );
});

test('without a kept position everything is read, and still nothing is told twice', async () => {
  const life = await afterALife(300);
  life.venue.fill(life.order, px, TINY);
  const next = nextReader(life, null);
  await new AccountReports(next.ports).round();
  expect(next.pages()).toBe(4);
  expect(next.reports.map(({ cumQty }) => cumQty)).toEqual(['3.01']);
});

test('a kept position is not believed where the topic does not tell its fill', async () => {
  const life = await afterALife(300);
  const next = nextReader({ ...life, reports: [] });
  await new AccountReports(next.ports).round();
  expect(next.reports).toHaveLength(300);
});

test('a kept position that the venue does not know leads to the beginning', async () => {
  const life = await afterALife(300);
  const position = { fillId: 'gone', brokerOrderId: life.order, cumQty: decimal('3') };
  const next = nextReader(life, position);
  life.venue.fill(life.order, px, TINY);
  const account = new AccountReports(next.ports);
  expect((await account.round()).kind).toBe('away');
  expect(await account.round()).toEqual({ kind: 'done' });
  expect(next.reports.map(({ cumQty }) => cumQty)).toEqual(['3.01']);
});

test('the position never passes a fill that waits for its order', async () => {
  const hidden = new Set<string>();
  const { venue, kept, ports } = accountUnderTest((broker) => {
    const find = broker.findByBrokerOrderId.bind(broker);
    broker.findByBrokerOrderId = async (id) => {
      const found = await find(id);
      return hidden.has(id) ? { kind: 'absent', evidence: found.evidence } : found;
    };
    return broker;
  });
  const account = new AccountReports(ports);
  const [seen, unseen] = [await sendOrder(venue, 1), await sendOrder(venue, 2)];
  venue.fill(seen, px, TINY);
  await account.round();
  expect(kept.position?.fillId).toBe('memory-fill-000000001');
  hidden.add(unseen);
  venue.fill(unseen, px, TINY);
  venue.fill(seen, px, TINY);
  await account.round();
  expect(kept.position?.fillId).toBe('memory-fill-000000001');
});

test('the position waits until what the stream told is on the log', async () => {
  const { venue, kept, ports } = accountUnderTest();
  const onLog = Promise.withResolvers<void>();
  const account = new AccountReports({ ...ports, publish: () => onLog.promise });
  const order = await sendOrder(venue, 1);
  venue.fill(order, px);
  const found = await venue.findByBrokerOrderId(order);
  if (found.kind !== 'found') throw new Error(found.kind);
  const fill = { lastQty: decimal('10'), lastPx: px, transactTimeMs: 0 };
  account.take({ kind: 'report', event: 'TRADE', order: found.order, ...fill });
  const round = account.round();
  await new Promise(setImmediate);
  expect(kept.position).toBeNull();
  onLog.resolve();
  await round;
  expect(kept.position?.cumQty).toBe('10');
});

test('a fill that the list shows late, before those that were read, is found by its order', async () => {
  const { venue, orders, clock, reports, logged, ports } = accountUnderTest();
  const [late, order] = [await sendOrder(venue, 1), await sendOrder(venue, 2)];
  orders.note(acceptance(1, late));
  venue.fill(late, px);
  venue.fill(order, px);
  const list = venue.fillsAfter.bind(venue);
  let isShown = false;
  let reads = 0;
  venue.fillsAfter = async (after) => {
    const page = await list(after);
    if (after === null) reads += 1;
    if (isShown || page.kind === 'unknown') return page;
    return { ...page, fills: page.fills.filter(({ brokerOrderId }) => brokerOrderId !== late) };
  };
  const account = new AccountReports(ports);
  await account.round();
  isShown = true;
  for (let second = 0; second < 60; second++) {
    clock.elapsedMs += 1_000;
    await account.round();
  }
  expect(reports.map(({ brokerOrderId }) => brokerOrderId)).toEqual([order, late]);
  expect(logged).toMatchObject([{ event: 'fill-missing-in-list', brokerOrderId: late }]);
  expect(reads).toBe(2);
});
