import type { Outcome } from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accepted, outcome, trade } from '../testing/index.ts';
import { type Folded, foldOutcome } from './fold-outcome.ts';
import { ordStatusOf, standingOf, UNHEARD_OF } from './order-state.ts';
import { FLAT } from './position.ts';

const START: Folded = { order: UNHEARD_OF, position: FLAT };
const id = 'MOM-1RV4K2-000001-a3f8b2c1';

function fold(...outcomes: readonly Outcome[]): Folded {
  return outcomes.reduce<Folded>(next, START);
}

/** An alarm is about one outcome, and nothing that the next one builds on. */
const next = ({ order, position }: Folded, told: Outcome) => foldOutcome({ order, position }, told);

const held = outcome({
  outcomeId: `${id}/held`,
  execType: 'HELD',
  ordStatus: 'UNKNOWN',
  source: 'executor',
  reason: { code: 'FATE_UNKNOWN', text: 'no answer' },
});
const verdict = (execType: string) =>
  outcome({ outcomeId: `${id}/verdict`, execType, ordStatus: 'REJECTED', source: 'executor' });
const canceled = (fields = {}) =>
  outcome({ outcomeId: `${id}/canceled`, execType: 'CANCELED', ordStatus: 'CANCELED', ...fields });

test('an accepted order is open until it is filled', () => {
  const open = fold(accepted());
  expect([standingOf(open.order), ordStatusOf(open.order)]).toEqual(['open', 'NEW']);
  const partly = fold(accepted(), trade('4', '4', '100'));
  expect([standingOf(partly.order), ordStatusOf(partly.order)]).toEqual([
    'open',
    'PARTIALLY_FILLED',
  ]);
  const filled = fold(accepted(), trade('4', '4', '100'), trade('10', '6', '101'));
  expect([standingOf(filled.order), ordStatusOf(filled.order)]).toEqual(['none', 'FILLED']);
  expect(filled.position).toMatchObject({ quantity: '10', openCost: '1006' });
});

test('a sale moves the position down', () => {
  expect(fold(trade('4', '4', '100', { side: 'SELL' })).position).toMatchObject({
    quantity: '-4',
    openCost: '-400',
  });
});

test('a repeated outcome gives back the same objects', () => {
  const once = fold(accepted(), held, trade('4', '4', '100'), canceled({ cumQty: '4' }));
  for (const again of [accepted(), held, trade('4', '4', '100'), canceled({ cumQty: '4' })]) {
    const twice = foldOutcome(once, again);
    expect(twice.order).toBe(once.order);
    expect(twice.position).toBe(once.position);
  }
});

test('a held order is in doubt, and its verdict or a resolution ends the doubt', () => {
  const resolved = outcome({ ...held, outcomeId: `${id}/resolved`, execType: 'RESOLVED' });
  expect(standingOf(fold(held).order)).toBe('in-doubt');
  expect(ordStatusOf(fold(held).order)).toBe('UNKNOWN');
  expect(standingOf(fold(held, accepted()).order)).toBe('open');
  expect(standingOf(fold(held, verdict('DENIED')).order)).toBe('none');
  expect(standingOf(fold(held, resolved).order)).toBe('none');
});

test('refused and rejected orders are not open', () => {
  for (const execType of ['REJECTED', 'DENIED']) {
    const { order } = fold(verdict(execType));
    expect([standingOf(order), ordStatusOf(order)]).toEqual(['none', 'REJECTED']);
  }
});

test('copies of an intent never change its order', () => {
  const copies = [
    outcome({ outcomeId: `${id}/duplicate/0-7`, execType: 'DUPLICATE', ordStatus: 'FILLED' }),
    outcome({ outcomeId: `${id}/refused/x`, execType: 'REFUSED', ordStatus: 'REJECTED' }),
  ];
  for (const copy of copies) expect(foldOutcome(START, copy)).toBe(START);
});

test('a cancelled order is open no more, and what it says it filled counts', () => {
  const { order, position } = fold(
    accepted(),
    trade('2', '2', '100'),
    canceled({ cumQty: '5', avgPx: '100.6' }),
  );
  expect([standingOf(order), ordStatusOf(order)]).toEqual(['none', 'CANCELED']);
  expect(position).toMatchObject({ quantity: '5', openCost: '503' });
  expect(fold(accepted(), canceled({ cumQty: '0' })).position).toBe(FLAT);
});

test('a fill that came after the cancel is counted, and a full one makes the order filled', () => {
  const { order, position } = fold(canceled(), trade('10', '10', '100', { ordStatus: 'FILLED' }));
  expect(ordStatusOf(order)).toBe('FILLED');
  expect(position.quantity).toBe('10');
});

test('an order that its venue refused late is rejected and not open', () => {
  const { order } = fold(accepted(), canceled({ ordStatus: 'REJECTED' }));
  expect([standingOf(order), ordStatusOf(order)]).toEqual(['none', 'REJECTED']);
});

test('an accepted cancel is no open order', () => {
  const { order } = fold(accepted({ side: undefined, quantity: undefined }));
  expect(standingOf(order)).toBe('none');
});

test('executions of strangers are counted on their cumulative quantity', () => {
  const stranger = (cumQty: string, lastQty: string) =>
    outcome({
      outcomeId: `external/acct-1/${cumQty}`,
      execType: 'EXTERNAL',
      ordStatus: 'PARTIALLY_FILLED',
      clientOrderId: 'by hand',
      cumQty,
      lastQty,
      lastPx: '7',
    });
  const fills = [stranger('3', '3'), stranger('5', '2'), stranger('3', '3')];
  expect(fold(...fills).position).toMatchObject({ quantity: '5', openCost: '35' });
});

test('a stranger whose order the venue does not name counts by its last fill alone', () => {
  const fill = outcome({
    outcomeId: 'external/acct-1/fill-9',
    execType: 'EXTERNAL',
    ordStatus: 'PARTIALLY_FILLED',
    clientOrderId: undefined,
    brokerOrderId: undefined,
    cumQty: '30',
    lastQty: '2',
    lastPx: '7',
  });
  expect(fold(fill).position).toMatchObject({ quantity: '2', openCost: '14' });
});

test('a quantity without a price is held, and the position says so', () => {
  const { position } = fold(trade('4', '4', '1', { lastPx: undefined }));
  expect(position).toEqual({
    quantity: '4',
    openCost: '0',
    realisedProfit: '0',
    unpricedQty: '4',
  });
});

test('a fill without a side waits for one that tells the side', () => {
  const sideless = trade('4', '4', '100', { side: undefined });
  const first = fold(sideless);
  expect(first.position).toBe(FLAT);
  expect(first.alarm).toEqual({
    kind: 'side-unknown',
    text: 'cumulative quantity 4 with no side',
  });
  expect(fold(sideless, trade('10', '6', '100')).position.quantity).toBe('10');
  expect(fold(accepted(), sideless).position.quantity).toBe('4');
});

test('a second, different verdict does not replace the first, and raises an alarm', () => {
  const { order, alarm } = fold(accepted(), verdict('REJECTED'));
  expect(order.verdict).toBe('ACCEPTED');
  expect(alarm).toEqual({
    kind: 'another-verdict',
    text: 'REJECTED after ACCEPTED: the first one counts',
  });
});

test('fills of a second order at the venue under one id raise an alarm', () => {
  const { position, alarm } = fold(
    accepted(),
    trade('4', '4', '100'),
    trade('4', '4', '100', { brokerOrderId: 'venue-2' }),
  );
  expect(position.quantity).toBe('4');
  expect(alarm?.kind).toBe('another-broker-order');
});

test('a fill of an order that was said to be rejected counts, and raises an alarm', () => {
  for (const outcomes of [
    [verdict('REJECTED'), trade('4', '4', '100')],
    [trade('4', '4', '100'), verdict('REJECTED')],
  ]) {
    const { position, alarm } = fold(...outcomes);
    expect(position.quantity).toBe('4');
    expect(alarm?.kind).toBe('fill-of-refused-order');
  }
});

const correction = (fields = {}) =>
  outcome({
    outcomeId: `${id}/correction/venue-1`,
    execType: 'CORRECTION',
    ordStatus: 'PARTIALLY_FILLED',
    cumQty: '4',
    ...fields,
  });

test('a correction reopens an order that was denied, and raises one alarm', () => {
  const corrected = fold(verdict('DENIED'), correction());
  expect([standingOf(corrected.order), ordStatusOf(corrected.order)]).toEqual(['open', 'NEW']);
  expect(corrected.alarm).toEqual({
    kind: 'correction',
    text: 'the venue has the order as venue-1, although it was DENIED',
  });
  expect(next(corrected, correction())).toEqual({
    order: corrected.order,
    position: corrected.position,
  });
});

test('a correction counts no fills, and the trades after it count without another alarm', () => {
  const corrected = fold(verdict('DENIED'), correction());
  expect(corrected.position).toBe(FLAT);
  const traded = next(corrected, trade('4', '4', '100'));
  expect(traded.position).toMatchObject({ quantity: '4', openCost: '400' });
  expect(traded.alarm).toBeUndefined();
  expect(ordStatusOf(traded.order)).toBe('PARTIALLY_FILLED');
  const ended = next(traded, canceled({ cumQty: '4' }));
  expect([standingOf(ended.order), ordStatusOf(ended.order)]).toEqual(['none', 'CANCELED']);
});

test('a correction of a held order opens it before anybody resolves it', () => {
  expect(standingOf(fold(held, correction()).order)).toBe('open');
  const adopted = fold(held, correction(), accepted());
  expect([standingOf(adopted.order), adopted.alarm]).toEqual(['open', undefined]);
});

test('a resend ends no doubt, and an order that is held again is in doubt', () => {
  const resent = outcome({
    ...held,
    outcomeId: `${id}/resolved/change-1`,
    execType: 'RESOLVED',
    reason: { code: 'RESOLVED_RESEND', text: 'resend by ann: still wanted' },
  });
  const again = outcome({ ...held, outcomeId: `${id}/held/change-1` });
  expect(standingOf(fold(held, resent).order)).toBe('in-doubt');
  expect(standingOf(fold(held, resent, again).order)).toBe('in-doubt');
  expect(standingOf(fold(held, resent, again, accepted()).order)).toBe('open');
});

test('a resolution moves no position', () => {
  const resolved = outcome({ ...held, outcomeId: `${id}/resolved/x`, execType: 'RESOLVED' });
  expect(fold(held, resolved).position).toBe(FLAT);
});

test('a fill counts on the side that the venue tells', () => {
  const adopted = fold(accepted({ side: 'BUY' }), trade('4', '4', '100', { side: 'SELL' }));
  expect(adopted.position).toMatchObject({ quantity: '-4' });
});

const ORDER_OF_EVENTS = [
  held,
  correction({ cumQty: '0' }),
  accepted(),
  trade('2', '2', '100'),
  trade('3.5', '1.5', '101.25'),
  trade('7', '3.5', '99'),
  canceled({ cumQty: '7', avgPx: '99.75' }),
];

test('any repeats and reorderings of an order’s outcomes give the quantity and the state of the right order', () => {
  const inOrder = fold(...ORDER_OF_EVENTS);
  expect(inOrder.position.quantity).toBe('7');
  const scrambled = fc
    .array(fc.constantFrom(...ORDER_OF_EVENTS), { maxLength: 12 })
    .chain((repeats) =>
      fc.shuffledSubarray([...ORDER_OF_EVENTS, ...repeats], {
        minLength: ORDER_OF_EVENTS.length + repeats.length,
      }),
    );
  fc.assert(
    fc.property(scrambled, (events) => {
      const { order, position } = fold(...events);
      expect(position.quantity).toBe('7');
      expect({ ...order, fills: order.fills.cumQty }).toEqual({
        ...inOrder.order,
        fills: inOrder.order.fills.cumQty,
      });
    }),
  );
});

test('lost outcomes never make the quantity more than was traded, and the last one makes it whole', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(ORDER_OF_EVENTS), (events) => {
      const quantity = Number(fold(...events).position.quantity);
      const told = events.map((event) => Number(event.cumQty));
      expect(quantity).toBe(Math.max(0, ...told));
    }),
  );
});
