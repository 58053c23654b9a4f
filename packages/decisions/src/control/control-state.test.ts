import {
  type ControlRecord,
  controlKey,
  decodeControl,
  encodeControl,
  holdKey,
  type Intent,
  type KillScope,
  killScopeSchema,
  referencePriceSchema,
  symbolSchema,
} from '@orderonce/contracts';
import { expect, test } from 'vitest';
import {
  acknowledgement,
  GLOBAL,
  hold,
  killSwitch,
  limits,
  resolution,
  resume,
  resumeRequest,
} from '../testing/control-records.ts';
import { cancelOf, closeAll, intent } from '../testing/intents.ts';
import { ControlState } from './control-state.ts';

const placed = intent();
const ACCOUNT = scope({ kind: 'account', accountId: 'ACC-1' });
const STRATEGY = scope({ kind: 'strategy', strategyId: 'MOM' });
const SYMBOL = scope({ kind: 'symbol', symbol: 'AAPL' });

function scope(fields: Record<string, string>): KillScope {
  return killScopeSchema.parse(fields);
}

function stateAfter(...records: readonly ControlRecord[]): ControlState {
  const state = new ControlState();
  for (const record of records) put(state, record);
  return state;
}

function put(state: ControlState, record: ControlRecord) {
  const { key, value } = encodeControl(record);
  state.apply(decodeControl(Buffer.from(key), Buffer.from(value)));
}

function end(state: ControlState, key: string) {
  state.apply(decodeControl(Buffer.from(key), null));
}

test.each([GLOBAL, ACCOUNT, STRATEGY, SYMBOL])(
  'a kill switch of $kind stops what falls into it',
  (of) => {
    const state = stateAfter(killSwitch(of));
    expect(state.killSwitch(placed)?.code).toBe('KILL_SWITCH');
    expect(state.killSwitch(closeAll())?.code).toBe('KILL_SWITCH');
    expect(state.killSwitchesEngaged).toBe(1);
  },
);

test('a denial names the scope, who, why and the change', () => {
  expect(stateAfter(killSwitch(ACCOUNT)).killSwitch(placed)).toEqual({
    code: 'KILL_SWITCH',
    text: 'the kill switch of account/ACC-1 is engaged by alice: prices look wrong (change change-1)',
  });
});

test.each([
  { kind: 'account', accountId: 'ACC-2' },
  { kind: 'strategy', strategyId: 'MOM2' },
  { kind: 'symbol', symbol: 'AAPL2' },
])('a kill switch of another $kind stops nothing', (of) => {
  expect(stateAfter(killSwitch(scope(of))).killSwitch(placed)).toBeNull();
});

test('a replace is stopped and a cancel never is', () => {
  const state = stateAfter(killSwitch(GLOBAL), killSwitch(ACCOUNT));
  const replace = intent({ kind: 'replace', origClientOrderId: 'MOM-1RV4K2-000002-a3f8b2c1' });
  expect(state.killSwitch(replace)?.code).toBe('KILL_SWITCH');
  expect(state.killSwitch(cancelOf(placed.clientOrderId))).toBeNull();
});

test('it takes both steps, each naming the one before, to open a scope again', () => {
  const state = stateAfter(killSwitch(GLOBAL));
  put(state, resumeRequest(GLOBAL));
  expect(state.killSwitch(placed)).not.toBeNull();
  put(state, resume(GLOBAL));
  expect(state.killSwitch(placed)).toBeNull();
  expect(state.killSwitchesEngaged).toBe(0);
});

test.each([
  [
    'a request for another kill switch',
    resumeRequest(GLOBAL, 'change-2', 'change-0'),
    resume(GLOBAL),
  ],
  [
    'a resume of another kill switch',
    resumeRequest(GLOBAL),
    resume(GLOBAL, 'change-3', 'change-0'),
  ],
  [
    "a resume with another's request",
    resumeRequest(GLOBAL),
    resume(GLOBAL, 'change-3', 'change-1', 'change-0'),
  ],
  ['both steps of another scope', resumeRequest(ACCOUNT), resume(ACCOUNT)],
])('%s opens nothing', (_name, request, second) => {
  expect(stateAfter(killSwitch(GLOBAL), request, second).killSwitch(placed)).not.toBeNull();
});

test('a later kill switch of the scope is not opened by the resume of the earlier one', () => {
  const state = stateAfter(killSwitch(GLOBAL), resumeRequest(GLOBAL), resume(GLOBAL));
  put(state, killSwitch(GLOBAL, 'change-4'));
  expect(state.killSwitch(placed)?.text).toContain('change-4');
});

test('opening one scope leaves another stopped', () => {
  const state = stateAfter(killSwitch(GLOBAL), killSwitch(SYMBOL, 'change-9'));
  put(state, resumeRequest(GLOBAL));
  put(state, resume(GLOBAL));
  expect(state.killSwitch(placed)?.text).toContain('symbol/AAPL');
});

test.each([
  ['is not JSON', 'kill-switch/symbol/TSLA', '{'],
  ['has a newer version', 'kill-switch/symbol/TSLA', '{"schemaVersion":2,"kind":"kill-switch"}'],
  [
    'says another scope than its key',
    'kill-switch/symbol/TSLA',
    encodeControl(killSwitch(SYMBOL)).value,
  ],
])(
  'a kill switch that %s stops everything but cancels until it is replaced',
  (_name, key, value) => {
    const state = new ControlState();
    state.apply(decodeControl(Buffer.from(key), Buffer.from(value)));
    expect(state.killSwitch(placed)?.text).toContain(`the record ${key} cannot be read`);
    expect(state.killSwitch(cancelOf(placed.clientOrderId))).toBeNull();
    expect(state.killSwitchesEngaged).toBe(1);
    put(state, killSwitch(scope({ kind: 'symbol', symbol: 'TSLA' })));
    expect(state.killSwitch(placed)).toBeNull();
  },
);

test('an unreadable kill switch is ended by a tombstone too', () => {
  const state = new ControlState();
  state.apply(decodeControl(Buffer.from('kill-switch/global'), Buffer.from('{')));
  end(state, 'kill-switch/global');
  expect(state.killSwitch(placed)).toBeNull();
});

test.each([
  ['limits', controlKey(limits({ kind: 'account', accountId: 'ACC-2' }))],
  ['a hold', controlKey(hold(intent({ symbol: 'TSLA' })))],
])('%s that cannot be read stop everything until a tombstone ends them', (_name, key) => {
  const state = new ControlState();
  state.apply(decodeControl(Buffer.from(key), Buffer.from('{')));
  expect(state.killSwitch(placed)?.text).toContain(`the record ${key} cannot be read`);
  end(state, key);
  expect(state.killSwitch(placed)).toBeNull();
});

test('another record that cannot be read leaves what stood before', () => {
  const answered = resolution(placed);
  const state = stateAfter(hold(placed), answered);
  state.apply(decodeControl(Buffer.from(controlKey(answered)), Buffer.from('{')));
  state.apply(decodeControl(null, Buffer.from('{')));
  expect(state.unansweredResolutions()).toMatchObject([{ resolution: answered }]);
  expect(state.killSwitch(placed)).toBeNull();
});

test('limits hold by account, by strategy and by both, and end with a tombstone', () => {
  const ofAccount = limits({ kind: 'account', accountId: 'ACC-1' });
  const ofStrategy = limits({ kind: 'strategy', strategyId: 'MOM' });
  const ofBoth = limits({ kind: 'account-strategy', accountId: 'ACC-1', strategyId: 'MOM' });
  const ofOther = limits({ kind: 'account-strategy', accountId: 'ACC-1', strategyId: 'REV' });
  const state = stateAfter(ofAccount, ofOther, ofBoth, ofStrategy);
  expect(state.limitsOn(placed)).toEqual([ofAccount, ofStrategy, ofBoth]);
  end(state, controlKey(ofStrategy));
  expect(state.limitsOn(placed)).toEqual([ofAccount, ofBoth]);
});

test('the last reference price of a symbol counts', () => {
  const price = (text: string) =>
    referencePriceSchema.parse({
      schemaVersion: 1,
      kind: 'reference-price',
      symbol: 'AAPL',
      price: text,
      atMs: 1_760_000_000_000,
    });
  const state = stateAfter(price('190'), price('191.5'));
  expect(state.referencePrice(placed.symbol)?.price).toBe('191.5');
  expect(state.referencePrice(symbolSchema.parse('TSLA'))).toBeUndefined();
});

test('an instrument is held for as long as one of its orders is', () => {
  const second = intent({ clientOrderId: 'MOM-1RV4K2-000002-a3f8b2c1' });
  const state = stateAfter(hold(second), hold(placed));
  expect(heldOn(state)).toEqual([placed.clientOrderId, second.clientOrderId]);
  expect(state.instrumentsHeld).toBe(1);
  end(state, holdKey(placed.accountId, placed.clientOrderId));
  expect(heldOn(state)).toEqual([second.clientOrderId]);
  end(state, holdKey(second.accountId, second.clientOrderId));
  expect(heldOn(state)).toEqual([]);
  expect(state.instrumentsHeld).toBe(0);
});

test('a hold of another account or symbol does not hold the instrument', () => {
  const state = stateAfter(
    hold(intent({ accountId: 'ACC-2' })),
    hold(intent({ symbol: 'TSLA', clientOrderId: 'MOM-1RV4K2-000003-a3f8b2c1' })),
  );
  expect(heldOn(state)).toEqual([]);
});

test('where nobody said anything the answers are not made anew', () => {
  const state = new ControlState();
  expect(heldOn(state)).toBe(heldOn(state));
  expect(state.limitsOn(placed)).toBe(state.limitsOn(placed));
});

test('an own hold stays when the end of an earlier hold is read late, and ends with its own', () => {
  const state = new ControlState();
  state.noteHold(placed);
  end(state, holdKey(placed.accountId, placed.clientOrderId));
  expect(heldOn(state)).toEqual([placed.clientOrderId]);
  put(state, hold(placed));
  expect(heldOn(state)).toEqual([placed.clientOrderId]);
  end(state, holdKey(placed.accountId, placed.clientOrderId));
  expect(heldOn(state)).toEqual([]);
});

test("a hold of this executor's own that the topic shows already ends with the topic's", () => {
  const state = stateAfter(hold(placed));
  state.noteHold(placed);
  end(state, holdKey(placed.accountId, placed.clientOrderId));
  expect(heldOn(state)).toEqual([]);
});

test('a resolution is unanswered until any executor acknowledges it', () => {
  const state = stateAfter(hold(placed), resolution(placed));
  expect(state.unansweredResolutions()).toEqual([
    { resolution: resolution(placed), hold: hold(placed) },
  ]);
  put(state, acknowledgement('executor-a', 'change-0'));
  expect(state.unansweredResolutions()).toHaveLength(1);
  put(state, acknowledgement('executor-a', 'change-7', 'refused'));
  expect(state.unansweredResolutions()).toEqual([]);
  put(state, resolution(placed, 'change-8'));
  expect(state.unansweredResolutions()).toMatchObject([{ resolution: { changeId: 'change-8' } }]);
});

test('a resolution of an order that is not held is told apart', () => {
  expect(stateAfter(resolution(placed)).unansweredResolutions()).toEqual([
    { resolution: resolution(placed), hold: null },
  ]);
});

test('an answer stands for as long as one acknowledgement of it does', () => {
  const state = stateAfter(
    resolution(placed),
    acknowledgement('a', 'change-7'),
    acknowledgement('b', 'change-7'),
    acknowledgement('b', 'change-7'),
  );
  end(state, 'acknowledgement/b/change-7');
  expect(state.unansweredResolutions()).toEqual([]);
  end(state, 'acknowledgement/a/change-7');
  expect(state.unansweredResolutions()).toHaveLength(1);
});

test('only what holds now is a change in force', () => {
  const set = limits({ kind: 'account', accountId: 'ACC-1' });
  const state = stateAfter(killSwitch(GLOBAL), killSwitch(ACCOUNT, 'change-6'), set);
  put(state, resumeRequest(GLOBAL));
  expect(state.changesInForce().map(({ changeId }) => changeId)).toEqual([
    'change-1',
    'change-6',
    'change-5',
  ]);
  put(state, resume(GLOBAL));
  expect(state.changesInForce().map(({ changeId }) => changeId)).toEqual([
    'change-6',
    'change-5',
    'change-3',
  ]);
  put(state, killSwitch(GLOBAL, 'change-4'));
  expect(state.changesInForce().map(({ changeId }) => changeId)).toEqual([
    'change-4',
    'change-6',
    'change-5',
  ]);
});

function heldOn(state: ControlState, { accountId, symbol }: Intent = placed) {
  return state.heldOn(accountId, symbol);
}
