import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyIntent, anyOutcome } from './arbitraries.ts';
import { decodeIntent, decodeOutcome } from './decode.ts';
import { encodeIntent, encodeOutcome } from './encode.ts';

const GOOD = {
  schemaVersion: 1,
  kind: 'place',
  clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
  orderUuid: 'a3f8b2c1-58cc-4372-a567-0e02b2c3d479',
  strategyId: 'MOM',
  accountId: 'ACC-1',
  symbol: 'AAPL',
  side: 'BUY',
  quantity: '10',
  orderType: 'LIMIT',
  limitPrice: '178.50',
  timeInForce: 'DAY',
  createdAtMs: 1_780_000_000_000,
};
const GOOD_TEXT = JSON.stringify(GOOD);

/** Problems as lines, and the names of the fields that could be read. */
function refusal(bytes: Uint8Array | null) {
  const decoded = decodeIntent(bytes);
  if (decoded.ok) return 'accepted';
  const problems = decoded.problems.map(({ path, rule }) => `${path}: ${rule}`);
  return { problems, readable: Object.keys(decoded.readable).join(' '), reason: decoded.reason };
}
const problemsWith = (change: object) => {
  const refused = refusal(Buffer.from(JSON.stringify({ ...GOOD, ...change })));
  return refused === 'accepted' ? refused : refused.problems;
};
const ALL = 'clientOrderId orderUuid strategyId accountId symbol side';
const bytesOf = (text: string) => Buffer.from(text);

describe('decoding an intent', () => {
  it('gives the intent', () => {
    expect(decodeIntent(bytesOf(GOOD_TEXT))).toEqual({ ok: true, intent: GOOD });
  });

  it('reads plain Uint8Arrays, also a part of a larger buffer', () => {
    const padded = new Uint8Array(Buffer.from(`??${GOOD_TEXT}??`));
    expect(decodeIntent(padded.subarray(2, -2))).toEqual({ ok: true, intent: GOOD });
  });

  it('gives back every intent that was encoded', () => {
    fc.assert(
      fc.property(anyIntent, (intent) => {
        expect(decodeIntent(bytesOf(encodeIntent(intent)))).toEqual({ ok: true, intent });
      }),
    );
  });
});

describe('a value that is not a JSON object', () => {
  it.each([
    ['a tombstone', null, 'has no value (a tombstone)'],
    ['nothing', bytesOf(''), 'is empty'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'is not UTF-8'],
    ['an overlong sequence', Buffer.from([0xc0, 0xaf]), 'is not UTF-8'],
    ['half a surrogate pair', Buffer.from([0xed, 0xa0, 0x80]), 'is not UTF-8'],
    ['null', bytesOf('null'), 'must be a JSON object'],
    ['a list', bytesOf('[1]'), 'must be a JSON object'],
    ['a number', bytesOf('1e400'), 'must be a JSON object'],
    ['30 000 brackets', bytesOf('['.repeat(30_000)), 'is not JSON: Unexpected end of JSON input'],
    ['65 537 bytes', Buffer.alloc(65_537, 0x20), 'is 65537 bytes long; at most 65536 are read'],
  ])('is refused: %s', (_what, bytes, rule) => {
    expect(refusal(bytes)).toEqual({
      problems: [`: ${rule}`],
      readable: '',
      reason: 'INVALID_INTENT',
    });
  });

  it('is refused with a byte order mark before it', () => {
    expect(refusal(bytesOf(`\ufeff${GOOD_TEXT}`))).toMatchObject({ readable: '' });
  });

  it('is told without what could move a cursor, and not at length', () => {
    const refused = refusal(bytesOf(`{"a":\u001b]0;title\u0007${'x'.repeat(1_000)}`));
    if (refused === 'accepted') throw new Error('accepted');
    expect(refused.problems[0]).toMatch(/^: is not JSON: Unexpected token '\\u\{1b\}'/);
    expect(refused.problems[0]?.length).toBeLessThan(250);
  });
});

describe('an object that is no intent', () => {
  it('is refused when it is nested too deep', () => {
    const deep = '{"a":'.repeat(9) + '}'.repeat(9).replace('}', '1}');
    const text = GOOD_TEXT.replace('{', `{"extra":${deep},`);
    expect(refusal(bytesOf(text))).toMatchObject({
      problems: [': is nested deeper than 8 levels'],
    });
  });

  it('is refused when a field stands twice, even with the same value, and that field is not read', () => {
    expect(refusal(bytesOf(GOOD_TEXT.replace('{', '{"side":"SELL",')))).toEqual({
      problems: ['side: is given more than once'],
      readable: 'clientOrderId orderUuid strategyId accountId symbol',
      reason: 'INVALID_INTENT',
    });
    expect(refusal(bytesOf(GOOD_TEXT.replace('{', '{"s\\u0069de":"BUY",')))).toMatchObject({
      problems: ['side: is given more than once'],
    });
  });

  it('is refused with fields that JavaScript gives a meaning', () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])
      expect(refusal(bytesOf(GOOD_TEXT.replace('{', `{"${name}":{"quantity":"9"},`)))).toEqual({
        problems: [`${name}: is not a known field`],
        readable: ALL,
        reason: 'INVALID_INTENT',
      });
  });

  it('is refused by the name of its version when that is newer than ours', () => {
    expect(refusal(bytesOf(JSON.stringify({ ...GOOD, schemaVersion: 2, novelty: true })))).toEqual({
      problems: ['schemaVersion: schemaVersion 2 is newer than 1, which this executor reads'],
      readable: ALL,
      reason: 'UNSUPPORTED_SCHEMA_VERSION',
    });
  });

  it('tells all problems at once, each with its place', () => {
    expect(problemsWith({ accountId: 'a|b', quantity: '0', createdAtMs: 1.5, extra: 1 })).toEqual([
      'accountId: must be 1 to 64 of A-Z, a-z, 0-9, "_", "." and "-"',
      'createdAtMs: must be whole milliseconds since 1970',
      'quantity: must be greater than 0',
      'extra: is not a known field',
    ]);
  });

  const DECIMAL =
    'must be a decimal string with at most 18 digits before and 12 after the point, and never a JSON number';
  const NOT_DECIMAL =
    'must be a decimal string with at most 18 digits before and 12 after the point';
  it.each([
    ['a version below 1', { schemaVersion: 0 }, 'schemaVersion: must be 1'],
    ['a version that is text', { schemaVersion: '1' }, 'schemaVersion: must be 1'],
    ['no kind', { kind: undefined }, 'kind: is missing'],
    ['another kind', { kind: 'bet' }, 'kind: must be one of place, replace, cancel, close'],
    ['no order type', { orderType: undefined }, 'orderType: is missing'],
    [
      'another order type',
      { orderType: 'ICEBERG' },
      'orderType: must be one of MARKET, LIMIT, STOP, STOP_LIMIT',
    ],
    ['no symbol', { symbol: undefined }, 'symbol: is missing'],
    ['a symbol that is null', { symbol: null }, 'symbol: must be a string, not null'],
    ['a symbol that is a list', { symbol: [] }, 'symbol: must be a string, not an array'],
    ['a side of another case', { side: 'buy' }, 'side: must be one of BUY, SELL'],
    ['a quantity that is a number', { quantity: 10 }, `quantity: ${DECIMAL}`],
    ['no quantity', { quantity: undefined }, 'quantity: is missing'],
    ['a negative quantity', { quantity: '-1' }, 'quantity: must be greater than 0'],
    ['a quantity with an exponent', { quantity: '1e400' }, `quantity: ${NOT_DECIMAL}`],
    ['a quantity of 19 digits', { quantity: '9'.repeat(19) }, `quantity: ${NOT_DECIMAL}`],
    [
      'a price on a market order',
      { orderType: 'MARKET' },
      'limitPrice: is not allowed on a MARKET order: it carries no limit price',
    ],
    [
      'a stop price on a limit order',
      { stopPrice: '1' },
      'stopPrice: is not allowed on a LIMIT order: it carries no stop price',
    ],
    ['a limit order without price', { limitPrice: undefined }, 'limitPrice: is missing'],
    [
      'a time in seconds',
      { createdAtMs: 1_780_000_000 },
      'createdAtMs: must be milliseconds since 1970, not before 2020 (are these seconds?)',
    ],
    [
      'a time beyond 2^53',
      { createdAtMs: 2 ** 60 },
      'createdAtMs: must be whole milliseconds since 1970',
    ],
    [
      'an expiry before its creation',
      { expiresAtMs: GOOD.createdAtMs },
      'expiresAtMs: must be after createdAtMs',
    ],
    [
      "another strategy's id",
      { strategyId: 'REV' },
      'strategyId: must be MOM, the strategy in clientOrderId',
    ],
    [
      'a UUID of another order',
      { orderUuid: 'b3f8b2c1-58cc-4372-a567-0e02b2c3d479' },
      'orderUuid: must begin with a3f8b2c1, the last part of clientOrderId',
    ],
    [
      'a client order id with a line end',
      { clientOrderId: `${GOOD.clientOrderId}\r\n` },
      'clientOrderId: must be a structured order id such as MOM-1RV4K2-000001-a3f8b2c1',
    ],
    ['an account with ANSI', { accountId: '\u001b[31mACC' }, /^accountId: must be 1 to 64 of/],
    ['an unknown field with ANSI', { '\u001b[31m\u202e': 1 }, /^\\u\{1b\}\[31m\\u\{202e\}: is not/],
  ])('is refused with %s', (_what, change, problem) => {
    expect(problemsWith(change)).toEqual([
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    ]);
  });

  it('is refused with 1e400 where a time belongs', () => {
    const text = GOOD_TEXT.replace('1780000000000', '1e400');
    expect(refusal(bytesOf(text))).toMatchObject({
      problems: ['createdAtMs: must be whole milliseconds since 1970'],
      readable: ALL,
    });
  });

  it('is refused when a replace names itself', () => {
    expect(problemsWith({ kind: 'replace', origClientOrderId: GOOD.clientOrderId })).toEqual([
      'origClientOrderId: must name another order than clientOrderId',
    ]);
  });

  it('tells no more than 50 problems', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`field${n}`, n]));
    expect(problemsWith(many)).toHaveLength(50);
  });

  it('reads the fields that are good by themselves, and no others', () => {
    const change = { accountId: 'a|b', side: 'HOLD', symbol: 7 };
    expect(decodeIntent(bytesOf(JSON.stringify({ ...GOOD, ...change })))).toMatchObject({
      ok: false,
      readable: {
        clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
        orderUuid: 'a3f8b2c1-58cc-4372-a567-0e02b2c3d479',
        strategyId: 'MOM',
      },
    });
  });
});

describe('whatever the bytes are', () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => Buffer.from(text)),
    // One byte of a good message changed: what poison on a topic mostly looks like.
    fc.tuple(anyIntent, fc.nat(), fc.nat(255)).map(([intent, place, byte]) => {
      const bytes = Buffer.from(encodeIntent(intent));
      bytes[place % bytes.length] = byte;
      return bytes;
    }),
    // Several fields replaced by anything that JSON can say.
    fc
      .tuple(anyIntent, fc.dictionary(fc.constantFrom(...Object.keys(GOOD)), fc.jsonValue()))
      .map(([intent, change]) => Buffer.from(JSON.stringify({ ...intent, ...change }))),
  );

  it('decoding never throws, and what it tells is safe to log', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        for (const decoded of [decodeIntent(bytes), decodeOutcome(bytes)]) {
          if (decoded.ok) continue;
          expect(decoded.problems.length).toBeGreaterThan(0);
          for (const { path, rule } of decoded.problems)
            expect(`${path}${rule}`).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('decoding an outcome', () => {
  it('gives back every outcome that was encoded', () => {
    fc.assert(
      fc.property(anyOutcome, (outcome) => {
        expect(decodeOutcome(bytesOf(encodeOutcome(outcome)))).toEqual({ ok: true, outcome });
      }),
    );
  });

  it('names the place of a problem inside', () => {
    const text = JSON.stringify({
      schemaVersion: 1,
      outcomeId: 'MOM-1RV4K2-000001-a3f8b2c1/verdict',
      clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
      accountId: 'ACC-1',
      symbol: 'AAPL',
      execType: 'ACCEPTED',
      ordStatus: 'NEW',
      source: 'broker',
      cumQty: '0',
      leavesQty: '10',
      transactTimeMs: 1_780_000_000_000,
      evidence: [{ atMs: 1_780_000_000_000, action: 'guess', result: 'ok', extra: 1 }],
    });
    expect(decodeOutcome(bytesOf(text))).toMatchObject({
      ok: false,
      problems: [
        {
          path: 'evidence[0].action',
          rule: 'must be one of submit, replace, cancel, look-up',
        },
        { path: 'evidence[0].extra', rule: 'is not a known field' },
      ],
      readable: { accountId: 'ACC-1', symbol: 'AAPL' },
    });
  });

  it('says which program is too old for a newer version', () => {
    expect(decodeOutcome(bytesOf('{"schemaVersion":7}'))).toMatchObject({
      ok: false,
      problems: [{ rule: 'schemaVersion 7 is newer than 1, which this program reads' }],
    });
  });
});
