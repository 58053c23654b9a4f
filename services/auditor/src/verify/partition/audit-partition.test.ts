import { CHAIN_HEADER, createChainWriter } from '@orderonce/contracts';
import { describe, expect, it } from 'vitest';
import { auditDay, inShort, placeOf } from '../testing/audit-day.ts';
import { DAY_MS, everyKindOfDay, type Step } from '../testing/day.ts';

const day = everyKindOfDay();

/** The day with the fields of one record changed; dots lead into objects. */
function changed(name: string, changes: Record<string, unknown>): Step[] {
  return day.map((step) => {
    if (step.name !== name) return step;
    const message: Record<string, unknown> = JSON.parse(step.value);
    for (const [path, value] of Object.entries(changes)) put(message, path.split('.'), value);
    return { ...step, value: JSON.stringify(message) };
  });
}

function put(into: Record<string, unknown>, [first = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) into[first] = value;
  else put(into[first] as Record<string, unknown>, rest, value);
}

const without = (...names: string[]) => day.filter(({ name }) => !names.includes(name));
const step = (name: string) => day.find((one) => one.name === name) as Step;

it('finds nothing in a day without faults, and says how much it looked at', () => {
  const found = auditDay(day);
  expect(inShort(found)).toEqual([]);
  expect(found.counts).toEqual({
    intents: 11,
    outcomes: 22,
    orders: 10,
    held: 1,
    ofOlderIntents: 0,
    unlinked: 22,
  });
  expect(found.tallies).toMatchObject({
    complete: { checked: 33 },
    verdict: { checked: 10 },
    answers: { checked: 11 },
    fills: { checked: 3 },
    held: { checked: 1 },
    refusals: { checked: 3 },
    sequence: { checked: 5 },
    'kill-switch': { checked: 7 },
  });
});

describe('a record that was changed is found at its place:', () => {
  it.each<[string, string, Record<string, unknown>, string, string[]]>([
    [
      'the price of an intent',
      'first',
      { limitPrice: '178.40' },
      'payload',
      ['first', 'first accepted'],
    ],
    [
      'the quantity of an intent',
      'poor',
      { quantity: '999' },
      'payload',
      ['poor', 'poor rejected'],
    ],
    ['the time of an intent', 'late', { createdAtMs: DAY_MS }, 'payload', ['late', 'late denied']],
    [
      'when an intent ends',
      'first',
      { expiresAtMs: DAY_MS + 3_600_000 },
      'payload',
      ['first', 'first accepted'],
    ],
    [
      'the quantity of a verdict',
      'poor rejected',
      { 'order.quantity': '7' },
      'payload',
      ['poor', 'poor rejected'],
    ],
    [
      'the price of a verdict',
      'old accepted',
      { 'order.limitPrice': '1' },
      'payload',
      ['old', 'old accepted'],
    ],
    ['the side of a verdict', 'old accepted', { side: 'SELL' }, 'payload', ['old', 'old accepted']],
    [
      'the payload hash',
      'poor rejected',
      { payloadHash: 'a'.repeat(64) },
      'payload',
      ['poor', 'poor rejected'],
    ],
    [
      'the UUID',
      'late denied',
      { orderUuid: '00000004-58cc-4372-a567-0e02b2c3d470' },
      'payload',
      ['late', 'late denied'],
    ],
    [
      'the order that a cancel names',
      'cancel accepted',
      { origClientOrderId: 'MOM-1RV4K2-000009-00000009' },
      'payload',
      ['cancel', 'cancel accepted'],
    ],
    [
      'what a close became',
      'close accepted',
      { 'order.orderType': 'LIMIT', 'order.limitPrice': '1' },
      'payload',
      ['close', 'close accepted'],
    ],
    [
      'the topic of the intent',
      'left held',
      { 'intent.topic': 'orders.others' },
      'payload',
      ['left held'],
    ],
    [
      'the partition of the intent',
      'left held',
      { 'intent.partition': 3 },
      'payload',
      ['left held'],
    ],
    [
      'the name of an event',
      'last fill',
      { outcomeId: 'MOM-1RV4K2-000001-00000001/trade/9' },
      'event',
      ['last fill'],
    ],
    [
      'the state after an event',
      'last fill',
      { ordStatus: 'PARTIALLY_FILLED' },
      'event',
      ['last fill'],
    ],
    ['the strategy', 'first fill', { strategyId: 'REV' }, 'event', ['first fill']],
    ['the last quantity of a fill', 'last fill', { lastQty: '5' }, 'fills', ['last fill']],
    [
      'what a fill leaves',
      'first fill',
      { leavesQty: '5' },
      'fills',
      ['first accepted', 'first fill'],
    ],
    [
      'the side of a fill',
      'first fill',
      { side: 'SELL' },
      'fills',
      ['first accepted', 'first fill'],
    ],
    [
      'the quantity of a filled order',
      'last fill',
      { quantity: '11' },
      'fills',
      ['first accepted', 'last fill'],
    ],
    [
      'what was filled at the end',
      'replace canceled',
      { cumQty: '11' },
      'fills',
      ['replace canceled'],
    ],
    [
      'the broker order id of a fill',
      'first fill',
      { brokerOrderId: 'v-9' },
      'one-order',
      ['first accepted', 'first fill'],
    ],
    [
      'the broker order id of a duplicate',
      'first duplicate',
      { brokerOrderId: 'v-9' },
      'one-order',
      ['first accepted', 'first duplicate'],
    ],
    ['who said no', 'poor rejected', { source: 'executor' }, 'refusals', ['poor rejected']],
    [
      'the reason of a no',
      'poor rejected',
      { 'reason.code': 'STALE' },
      'refusals',
      ['poor rejected'],
    ],
    [
      'the reason of a denial',
      'late denied',
      { 'reason.code': 'VENUE_REJECTED' },
      'refusals',
      ['late denied'],
    ],
    [
      'the reason of a decision',
      'doubtful resolved',
      { 'reason.code': 'RESOLVED_ABSENT' },
      'held',
      ['doubtful accepted'],
    ],
  ])('%s', (_what, name, changes, check, places) => {
    const tampered = changed(name, changes);
    const expected = [check, ...places.map((place) => placeOf(day, place))].join(' ');
    expect(inShort(auditDay(tampered))).toContain(expected);
  });

  it.each<[string, string, string]>([
    ['poor rejected', 'submit', 'http 200, accepted'],
    ['poor rejected', 'submit', 'no answer: timeout, unknown'],
    ['late denied', 'submit', 'http 200, accepted'],
    ['late denied', 'submit', 'no answer: timeout, unknown'],
  ])('the evidence of "%s": %s %s', (name, action, result) => {
    const evidence = [{ atMs: DAY_MS, action, result }];
    expect(inShort(auditDay(changed(name, { evidence })))).toEqual([
      `refusals ${placeOf(day, name)}`,
    ]);
  });

  it('but a send that is known not to have left, or to be turned away, proves nothing', () => {
    for (const result of ['not sent: refused, not-sent', 'http 429, rate-limited']) {
      const evidence = [{ atMs: DAY_MS, action: 'submit', result }];
      expect(inShort(auditDay(changed('late denied', { evidence })))).toEqual([]);
    }
  });

  it('a verdict that says something else than the first one', () => {
    const second = changed('first accepted again', { brokerOrderId: 'v-9' });
    const places = ['first accepted', 'first accepted again'].map((name) => placeOf(day, name));
    expect(inShort(auditDay(second))).toContain(['verdict', ...places].join(' '));
  });

  it('an outcome that cannot be read', () => {
    const tampered = changed('last fill', { cumQty: '1O' });
    expect(inShort(auditDay(tampered))).toContain(`readable ${placeOf(day, 'last fill')}`);
  });

  it('an outcome under the key of another instrument', () => {
    const tampered = day.map((one) =>
      one.name === 'first fill' ? { ...one, key: 'ACC-1:IBM' } : one,
    );
    expect(inShort(auditDay(tampered))).toEqual([`place ${placeOf(day, 'first fill')}`]);
  });
});

describe('a record that is missing is found by what is left:', () => {
  it.each<[string, string[], string]>([
    ['a verdict', ['poor rejected'], 'verdict orders.intents/0/2'],
    ['the answer to a copy', ['first duplicate'], 'answers orders.intents/0/1'],
    ['a fill before another one', ['first fill'], 'fills orders.outcomes/0/2'],
    ['the fill before an end', ['replace fill'], 'fills orders.outcomes/0/12'],
    ['the end of what was replaced', ['old fill'], 'fills orders.outcomes/0/9'],
    ['a decision', ['doubtful resolved'], 'held orders.outcomes/0/19'],
    ['the verdict of a decision', ['doubtful accepted'], 'held orders.outcomes/0/19'],
    ['a hold that is left', ['left held'], 'verdict orders.intents/0/10'],
    ['an intent', ['left'], 'payload orders.outcomes/0/21'],
    ['the intent of a rejected order', ['poor'], 'payload orders.outcomes/0/5'],
  ])('%s', (_what, names, expected) => {
    expect(inShort(auditDay(without(...names)))).toContain(expected);
  });

  it('a gap between two offsets', () => {
    const scope = { outcomes: { begin: 0n, end: 24n } };
    expect(inShort(auditDay(day, scope))).toEqual(['complete orders.outcomes/0/22']);
  });
});

describe('a record that was added is found:', () => {
  it('a fill that nobody had', () => {
    const extra = changed('last fill', { lastQty: '1', cumQty: '11', leavesQty: '0' }).find(
      ({ name }) => name === 'last fill',
    ) as Step;
    const added = [...day, { ...extra, name: 'extra' }];
    expect(inShort(auditDay(added)).join()).toContain(
      `fills orders.outcomes/0/0 orders.outcomes/0/22`,
    );
  });

  it('a fill beyond the order', () => {
    const beyond = changed('last fill', { lastQty: '7', cumQty: '11', leavesQty: '0' });
    const found = auditDay(beyond).violations.filter(({ check }) => check === 'fills');
    expect(found).toMatchObject([{ expected: 'at most 10 filled', found: 'cumQty 11' }]);
  });

  it('a fill of an order that was rejected', () => {
    const fill = JSON.parse(step('first fill').value);
    const { clientOrderId } = JSON.parse(step('poor rejected').value);
    const value = JSON.stringify({
      ...{ ...fill, clientOrderId, brokerOrderId: 'v-8' },
      outcomeId: `${clientOrderId}/trade/4`,
    });
    const added = [...day, { ...step('first fill'), name: 'extra', value }];
    expect(inShort(auditDay(added))).toContain('fills orders.outcomes/0/5 orders.outcomes/0/22');
  });

  it('an outcome of an intent that never was', () => {
    const value = step('left held').value.replaceAll(
      'MOM-1RV4K2-000010-00000010',
      'MOM-1RV4K2-000099-00000099',
    );
    const added = [...day, { ...step('left held'), name: 'extra', value }];
    expect(inShort(auditDay(added))).toContain('payload orders.intents/0/10 orders.outcomes/0/22');
    expect(inShort(auditDay(added))).toContain('payload orders.outcomes/0/22');
  });

  it('an order of the venue under two client order ids', () => {
    const twice = changed('close accepted', { brokerOrderId: 'v-1' });
    expect(inShort(auditDay(twice))).toContain(`one-order ${placeOf(day, 'close accepted')}`);
  });

  it('intents in another order than they were taken', () => {
    const [first, old] = [step('replace'), step('old')];
    const swapped = day.map((one) => (one === first ? old : one === old ? first : one));
    const found = inShort(auditDay(swapped));
    expect(found).toContain(`payload orders.intents/0/5 ${placeOf(day, 'replace accepted')}`);
  });
});

describe('the chain of the process that wrote them', () => {
  const writer = createChainWriter('exec-1');
  const linked = day.map((one) =>
    one.topic === 'outcomes' ? { ...one, headers: { [CHAIN_HEADER]: writer.link(one) } } : one,
  );

  it('is whole where nothing was touched', () => {
    const found = auditDay(linked);
    expect(inShort(found)).toEqual([]);
    expect(found.tallies.chain.checked).toBe(22);
    expect(found.counts.unlinked).toBe(0);
  });

  it('shows what nothing else would', () => {
    const price = (one: Step) => ({ ...one, value: one.value.replace('"178.5"', '"178.4"') });
    const tampered = linked.map((one) => (one.name === 'last fill' ? price(one) : one));
    expect(inShort(auditDay(tampered))).toEqual([`chain ${placeOf(day, 'last fill')}`]);
  });

  it('shows what is missing at the record behind it', () => {
    const dropped = linked.filter(({ name }) => name !== 'first accepted again');
    expect(inShort(auditDay(dropped))).toEqual([`chain ${placeOf(dropped, 'poor rejected')}`]);
  });
});

describe('an order of events that cannot be', () => {
  it('is an acceptance before that of an earlier intent', () => {
    const [old, replace] = [step('old accepted'), step('replace accepted')];
    const swapped = day.map((one) => (one === old ? replace : one === replace ? old : one));
    expect(inShort(auditDay(swapped))).toEqual([`sequence ${placeOf(day, 'replace accepted')}`]);
  });
});

describe('what is young', () => {
  it('may be under way, unless it is committed', () => {
    const young = without('left held');
    const settledUntilMs = DAY_MS + 100;
    const found = auditDay(young, { settledUntilMs });
    expect(inShort(found)).toEqual([]);
    expect(found.tallies.verdict.underWay).toBe(1);
    const committed = auditDay(young, { settledUntilMs, committed: 11n });
    expect(inShort(committed)).toEqual([
      'verdict orders.intents/0/10',
      'offsets orders.intents/0/10',
    ]);
  });

  it('is no excuse for what is old', () => {
    const found = auditDay(without('poor rejected'), { settledUntilMs: DAY_MS + 102 });
    expect(inShort(found)).toEqual(['verdict orders.intents/0/2']);
  });
});

describe('what retention removed', () => {
  it('is counted and not held against what is left', () => {
    const late = day.filter(({ name }) => !['first', 'first again', 'poor'].includes(name));
    const audit = auditDay(late, { intents: { begin: 3n, end: 11n } });
    expect(inShort(audit)).toEqual([]);
    expect(audit.counts.ofOlderIntents).toBe(4);
  });

  it('may have had the verdict of an intent of which a copy is left', () => {
    const copy = ['first again', 'first duplicate', 'last fill'];
    const left = day.filter(({ name }) => copy.includes(name));
    const spans = { intents: { begin: 1n, end: 2n }, outcomes: { begin: 2n, end: 4n } };
    expect(inShort(auditDay(left, spans))).toEqual([]);
    const fromStart = inShort(auditDay(left));
    expect(fromStart).toContain('verdict orders.intents/0/0');
    expect(fromStart).toContain('fills orders.outcomes/0/1');
  });
});

describe('a kill switch', () => {
  const period = { changeId: 'kill-0001', acknowledgedMs: DAY_MS - 3_000, resumedMs: Infinity };
  const killed = (scope: Record<string, string>, more = {}) =>
    auditDay(day, { kills: [{ ...period, scope: scope as never, ...more }] });

  it('of everything, an account, a strategy or a symbol stops what is in its scope', () => {
    const all = ['first', 'poor', 'old', 'replace', 'close', 'doubtful', 'left'].length;
    expect(inShort(killed({ kind: 'global' }))).toHaveLength(all);
    expect(inShort(killed({ kind: 'account', accountId: 'ACC-1' }))).toHaveLength(all);
    expect(inShort(killed({ kind: 'strategy', strategyId: 'MOM' }))).toHaveLength(all);
    expect(inShort(killed({ kind: 'symbol', symbol: 'IBM' }))).toEqual([
      `kill-switch ${placeOf(day, 'old accepted')}`,
      `kill-switch ${placeOf(day, 'replace accepted')}`,
      `kill-switch ${placeOf(day, 'left held')}`,
    ]);
    expect(inShort(killed({ kind: 'account', accountId: 'ACC-2' }))).toEqual([]);
  });

  it('stops nothing before it is acknowledged and after it is resumed, with a margin for clocks', () => {
    const global = { kind: 'global' };
    expect(inShort(killed(global, { acknowledgedMs: DAY_MS - 1_000 }))).toEqual([]);
    expect(inShort(killed(global, { resumedMs: DAY_MS + 1_000 }))).toEqual([]);
  });
});

describe('a decision on the control topic', () => {
  const order = 'ACC-1/MOM-1RV4K2-000009-00000009';
  const decision = { changeId: 'change-0001', partition: 0, offset: '4', isDone: true } as const;
  const audit = (steps: readonly Step[], decided: 'adopt' | 'absent') =>
    inShort(
      auditDay(steps, { decisions: new Map([[order, [{ ...decision, decision: decided }]]]) }),
    );

  it('must be the one that was told', () => {
    expect(audit(day, 'adopt')).toEqual([]);
    expect(audit(day, 'absent')).toEqual([
      `held orders.control/0/4 ${placeOf(day, 'doubtful resolved')}`,
    ]);
  });

  it('must be told when an executor says that it is done', () => {
    expect(audit(without('doubtful resolved', 'doubtful accepted'), 'adopt')).toEqual([
      'held orders.control/0/4',
    ]);
  });
});

it('judges only whose records are asked for', () => {
  const found = auditDay(without('poor rejected', 'old accepted'), { filter: { symbol: 'IBM' } });
  expect(found.counts).toMatchObject({ intents: 5, orders: 5 });
  expect(inShort(found)).toEqual(['verdict orders.intents/0/4']);
});

it('takes the verdict of another account under the same id for no answer', () => {
  const other = changed('old accepted', { accountId: 'ACC-2' }).map((one) =>
    one.name === 'old accepted' ? { ...one, key: one.key.replace('ACC-1', 'ACC-2') } : one,
  );
  const found = inShort(auditDay(other));
  expect(found).toContain(`payload ${placeOf(day, 'old')} ${placeOf(day, 'old accepted')}`);
  expect(found).toContain(`verdict ${placeOf(day, 'old')}`);
});
