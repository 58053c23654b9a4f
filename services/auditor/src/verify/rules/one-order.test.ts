import { decimal } from '@orderonce/contracts';
import { expect, it } from 'vitest';
import { Findings } from '../findings.ts';
import { type OrderFile, openFile, type ToldVerdict } from '../order-file.ts';
import { scopeOf } from '../testing/audit-day.ts';
import type { Court } from './court.ts';
import { hasOneOrder } from './one-order.ts';

const place = (topic: string) => (offset: number) => ({
  ...{ topic, partition: 0, offset: String(offset) },
});

function courtOf(): Court {
  const scope = scopeOf([]);
  const findings = new Findings(scope);
  const places = { intentAt: place('intents'), outcomeAt: place('outcomes') };
  return { scope, findings, replaced: new Map(), ...places };
}

const amounts = { cumQty: decimal('1'), lastQty: decimal('1'), leavesQty: decimal('0') };
const untold = { lastPx: undefined, side: undefined, quantity: undefined };
const common = { ...amounts, ...untold, logTimeMs: 0 };
const canceled = { execType: 'CANCELED', ordStatus: 'CANCELED' } as const;

const accepted = (changes: Partial<ToldVerdict>): ToldVerdict => ({
  ...{ offset: 1, logTimeMs: 0, execType: 'ACCEPTED', ordStatus: 'NEW', isOrder: true, body: '' },
  ...{ reasonCode: undefined, duplicateOf: undefined, payloadHash: undefined },
  ...{ side: undefined, quantity: undefined, brokerOrderId: 'v-1' },
  ...changes,
});

/** An order of which each thing that is named tells its own broker order id. */
function orderOf(told: {
  readonly verdict?: Partial<ToldVerdict>;
  readonly correction?: string;
  readonly trade?: string;
  readonly end?: string;
}): OrderFile {
  const { verdict, correction, trade, end } = told;
  return {
    ...openFile('ACC-1', 'AAPL', 'MOM-1'),
    verdict: verdict === undefined ? null : accepted(verdict),
    corrections: correction === undefined ? [] : [{ offset: 2, brokerOrderId: correction }],
    trades: trade === undefined ? [] : [{ ...common, offset: 3, brokerOrderId: trade }],
    ends: end === undefined ? [] : [{ ...common, ...canceled, offset: 4, brokerOrderId: end }],
  };
}

function judged(order: OrderFile, owners = new Map<string, OrderFile>()) {
  const court = courtOf();
  hasOneOrder(order, court, owners);
  const { tallies, violations } = court.findings.found();
  const shown = violations.map(({ records, found }) => {
    return `${records.map(({ offset }) => offset).join(' and ')}: ${found}`;
  });
  return { checked: tallies['one-order'].checked, shown };
}

it.each([
  [{ verdict: {}, correction: 'v-2' }, '1 and 2: v-2'],
  [{ verdict: {}, trade: 'v-2' }, '1 and 3: v-2'],
  [{ verdict: {}, end: 'v-2' }, '1 and 4: v-2'],
  [{ correction: 'v-1', trade: 'v-2' }, '2 and 3: v-2'],
  [{ trade: 'v-1', end: 'v-2' }, '3 and 4: v-2'],
  [{ verdict: { brokerOrderId: undefined }, trade: 'v-1', end: 'v-2' }, '3 and 4: v-2'],
])('tells two names of one order: %j', (told, shown) => {
  expect(judged(orderOf(told))).toEqual({ checked: 1, shown: [shown] });
});

it('finds nothing where all name one order, or none', () => {
  const whole = { verdict: {}, correction: 'v-1', trade: 'v-1', end: 'v-1' };
  expect(judged(orderOf(whole))).toEqual({ checked: 1, shown: [] });
  expect(judged(orderOf({}))).toEqual({ checked: 0, shown: [] });
});

it('takes no name from a cancel or from a no', () => {
  for (const verdict of [{ isOrder: false }, { execType: 'REJECTED' }] as const)
    expect(judged(orderOf({ verdict, end: 'v-2' }))).toEqual({ checked: 1, shown: [] });
});

it.each([{ verdict: {} }, { correction: 'v-1' }, { trade: 'v-1' }, { end: 'v-1' }])(
  'tells an order that is the order of another id already: %j',
  (told) => {
    const owners = new Map([['v-1', openFile('ACC-1', 'AAPL', 'MOM-0')]]);
    expect(judged(orderOf(told), owners).shown).toHaveLength(1);
    const strangers = new Map([['v-1', openFile('ACC-2', 'AAPL', 'MOM-0')]]);
    expect(judged(orderOf(told), strangers).shown).toEqual([]);
  },
);
