import { describe, expect, it, test } from 'vitest';
import { controlKey, holdKey } from './control-key.ts';
import { type ControlRecord, controlRecordSchema } from './control-record.ts';
import { decodeControl, encodeControl } from './decode-control.ts';
import { killScopeSchema, limitsScopeSchema, scopeText } from './scope.ts';

const AT_MS = 1_760_000_000_000;
const ID = 'MOM-1RV4K2-000001-a3f8b2c1';
const signed = { schemaVersion: 1, changeId: 'change-1', who: 'alice', why: 'a test', atMs: AT_MS };
const GLOBAL = { kind: 'global' };
const intent = {
  schemaVersion: 1,
  kind: 'place',
  clientOrderId: ID,
  orderUuid: 'a3f8b2c1-58cc-4372-a567-0e02b2c3d479',
  strategyId: 'MOM',
  accountId: 'ACC-1',
  symbol: 'BRK/B',
  createdAtMs: AT_MS,
  side: 'BUY',
  quantity: '10',
  orderType: 'MARKET',
  timeInForce: 'DAY',
};

/** One of each kind, with the key that it stands under. */
const samples: readonly (readonly [key: string, record: Record<string, unknown>])[] = [
  ['kill-switch/global', { ...signed, kind: 'kill-switch', scope: GLOBAL }],
  [
    'kill-switch/account/ACC-1',
    { ...signed, kind: 'kill-switch', scope: { kind: 'account', accountId: 'ACC-1' } },
  ],
  [
    'resume-request/strategy/MOM',
    {
      ...signed,
      kind: 'resume-request',
      scope: { kind: 'strategy', strategyId: 'MOM' },
      resumes: 'change-0',
    },
  ],
  [
    'resume/symbol/BRK/B',
    {
      ...signed,
      kind: 'resume',
      scope: { kind: 'symbol', symbol: 'BRK/B' },
      resumes: 'change-0',
      confirms: 'change-2',
    },
  ],
  [
    'limits/account/ACC-1',
    {
      ...signed,
      kind: 'limits',
      scope: { kind: 'account', accountId: 'ACC-1' },
      maxQuantity: '100',
      maxNotional: '5000.50',
      maxPriceDeviation: '0.05',
      maxOrdersPerSecond: 20,
      allowedStrategyIds: ['MOM'],
    },
  ],
  [
    'limits/account/ACC-1/strategy/MOM',
    {
      ...signed,
      kind: 'limits',
      scope: { kind: 'account-strategy', accountId: 'ACC-1', strategyId: 'MOM' },
    },
  ],
  [
    'reference-price/AAPL',
    { schemaVersion: 1, kind: 'reference-price', symbol: 'AAPL', price: '191.25', atMs: AT_MS },
  ],
  [
    `hold/ACC-1/${ID}`,
    {
      schemaVersion: 1,
      kind: 'hold',
      intent,
      position: { topic: 'orders.intents', partition: 3, offset: '9223372036854775807' },
      reason: { code: 'FATE_UNKNOWN', text: '' },
      heldAtMs: AT_MS,
    },
  ],
  [
    `resolution/ACC-1/${ID}`,
    {
      ...signed,
      kind: 'resolution',
      accountId: 'ACC-1',
      symbol: 'AAPL',
      clientOrderId: ID,
      decision: 'adopt',
      brokerOrderId: 'b-1',
    },
  ],
  [
    'acknowledgement/host.example-17/change-1',
    {
      schemaVersion: 1,
      kind: 'acknowledgement',
      executorId: 'host.example-17',
      acknowledges: 'change-1',
      result: 'done',
      text: '',
      atMs: AT_MS,
    },
  ],
];

function sample(kind: ControlRecord['kind']): Record<string, unknown> {
  const found = samples.find(([, record]) => record['kind'] === kind);
  if (found === undefined) throw new Error(`no sample of ${kind}`);
  return found[1];
}

function problemsOf(record: Record<string, unknown>): readonly string[] {
  const read = controlRecordSchema.safeParse(record);
  return read.success ? [] : read.error.issues.map(({ path }) => path.join('.'));
}

const bytes = (text: string) => Buffer.from(text);

test.each(samples)('a record stands under %s, and is read as it was written', (key, fields) => {
  const record = controlRecordSchema.parse(fields);
  expect(controlKey(record)).toBe(key);
  const encoded = encodeControl(record);
  expect(encoded.key).toBe(key);
  expect(decodeControl(bytes(encoded.key), bytes(encoded.value))).toEqual({
    ok: true,
    key,
    record: fields,
  });
});

test('no two of these kinds, scopes or orders share a key', () => {
  const keys = samples.map(([, record]) => controlKey(controlRecordSchema.parse(record)));
  expect(new Set(keys).size).toBe(samples.length);
  // A strategy named like an account, and limits of both together.
  const scopes = [
    killScopeSchema.parse({ kind: 'account', accountId: 'MOM' }),
    killScopeSchema.parse({ kind: 'strategy', strategyId: 'MOM' }),
    killScopeSchema.parse({ kind: 'symbol', symbol: 'MOM' }),
    limitsScopeSchema.parse({ kind: 'account-strategy', accountId: 'MOM', strategyId: 'MOM' }),
  ];
  expect(new Set(scopes.map(scopeText)).size).toBe(scopes.length);
});

test('the key of a hold is that of its record', () => {
  const hold = controlRecordSchema.parse(sample('hold'));
  if (hold.kind !== 'hold') throw new Error('a hold was wanted');
  expect(holdKey(hold.intent.accountId, hold.intent.clientOrderId)).toBe(controlKey(hold));
});

describe('reading a control record', () => {
  const encoded = encodeControl(controlRecordSchema.parse(sample('kill-switch')));

  it('takes a record without a value as the end of what stood under its key', () => {
    expect(decodeControl(bytes('kill-switch/global'), null)).toEqual({
      ok: true,
      key: 'kill-switch/global',
      record: null,
    });
  });

  it('refuses a record without a key', () => {
    expect(decodeControl(null, bytes(encoded.value))).toEqual({
      ok: false,
      key: null,
      problems: [{ path: 'key', rule: 'a control record needs a key' }],
    });
  });

  it("refuses a record under another's key, where it would hide what stands there", () => {
    expect(decodeControl(bytes('kill-switch/account/ACC-1'), bytes(encoded.value))).toEqual({
      ok: false,
      key: 'kill-switch/account/ACC-1',
      problems: [{ path: 'key', rule: 'must be kill-switch/global' }],
    });
  });

  it.each([
    ['what is not JSON', '{', ''],
    ['what is empty', '', ''],
    ['a newer version', '{"schemaVersion":2,"kind":"kill-switch"}', 'schemaVersion'],
    ['an unknown kind', '{"schemaVersion":1,"kind":"panic"}', 'kind'],
    ['a field given twice', encoded.value.replace('{', '{"why":"x",'), 'why'],
  ])('refuses %s, and still says under which key', (_name, text, path) => {
    const decoded = decodeControl(bytes('kill-switch/global'), bytes(text));
    expect(decoded).toMatchObject({ ok: false, key: 'kill-switch/global' });
    if (!decoded.ok) expect(decoded.problems.map((problem) => problem.path)).toContain(path);
  });
});

describe('a control record is refused', () => {
  it.each([
    ['with an unknown field', { ...sample('kill-switch'), force: true }, ''],
    ['without who', { ...sample('kill-switch'), who: '' }, 'who'],
    ['with a reason of two lines', { ...sample('kill-switch'), why: 'a\nb' }, 'why'],
    ['with a colour code', { ...sample('kill-switch'), who: '\u001b[31malice' }, 'who'],
    [
      'with a change id that is no id',
      { ...sample('kill-switch'), changeId: 'Change 1' },
      'changeId',
    ],
    ['with seconds for milliseconds', { ...sample('kill-switch'), atMs: 1_760_000_000 }, 'atMs'],
    [
      'with a scope of two kinds',
      { ...sample('kill-switch'), scope: { ...GLOBAL, accountId: 'A' } },
      'scope',
    ],
    ['without what it confirms', { ...sample('resume'), confirms: undefined }, 'confirms'],
    ['with limits of everything', { ...sample('limits'), scope: GLOBAL }, 'scope.kind'],
    ['with a limit of zero', { ...sample('limits'), maxQuantity: '0' }, 'maxQuantity'],
    ['with a limit as a number', { ...sample('limits'), maxQuantity: 5 }, 'maxQuantity'],
    [
      'with the strategies of a strategy',
      { ...sample('limits'), scope: { kind: 'strategy', strategyId: 'MOM' } },
      'allowedStrategyIds',
    ],
    [
      'with an intent that breaks its rules',
      { ...sample('hold'), intent: { ...intent, strategyId: 'REV' } },
      'intent.strategyId',
    ],
    [
      'with a decision that there is not',
      { ...sample('resolution'), decision: 'maybe' },
      'decision',
    ],
    [
      'with a slash in an executor id',
      { ...sample('acknowledgement'), executorId: 'a/b' },
      'executorId',
    ],
  ])('%s', (_name, record, path) => {
    expect(problemsOf(record)).toContain(path);
  });
});
