import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  closeKeyClaim,
  generateCloseKey,
  generateModifyKey,
  modifyKeyClaim,
} from './change-keys.ts';
import {
  contentKeyClaim,
  generateIdempotencyKey,
  type KeyOptions,
  type OrderContent,
  validateIdempotencyKey,
} from './idempotency-key.ts';

interface GoldenVector extends OrderContent {
  readonly timestampResolutionMs?: number;
  readonly key: string;
}
const golden: { readonly vectors: readonly GoldenVector[] } = JSON.parse(
  readFileSync(new URL('golden-vectors.json', import.meta.url), 'utf8'),
);

const order: OrderContent = {
  accountId: 'ACC123456',
  symbol: 'AAPL',
  side: 'BUY',
  quantity: 100,
  timestampMs: 1_729_636_823_456,
};
const key = (changes: object = {}, options?: KeyOptions) =>
  generateIdempotencyKey({ ...order, ...changes }, options);

describe('FR-001: the content key', () => {
  test('is byte for byte what the document’s Python gives', () => {
    const different = golden.vectors.filter(
      ({ key: expected, timestampResolutionMs, ...input }) => {
        const options = timestampResolutionMs === undefined ? {} : { timestampResolutionMs };
        return generateIdempotencyKey(input, options) !== expected;
      },
    );
    expect(different).toEqual([]);
    expect(golden.vectors.length).toBeGreaterThan(300);
  });

  test('is the SHA-256 of the fields between bars', () => {
    // printf 'ACC123456|AAPL|BUY|100.00000000|28827280|MARKET' | sha256sum
    expect(key()).toBe('3348b664003d5234b7642812bef3b32403bd3424dd4609430df6cc34779e4b79');
  });

  test('is the same for a number and a decimal string', () => {
    expect(key({ quantity: '100' })).toBe(key());
    expect(key({ quantity: '100.000' })).toBe(key());
    expect(key({ limitPrice: '178.5' })).toBe(key({ limitPrice: 178.5 }));
    expect(key({ limitPrice: '0.001953125' })).toBe(key({ limitPrice: 0.001953125 }));
    expect(key({ limitPrice: '0.001953135' })).toBe(key({ limitPrice: '0.00195314' }));
  });

  test('of a decimal string with up to eight decimals equals that of its float', () => {
    const amount = fc.tuple(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: 0, max: 8 }));
    fc.assert(
      fc.property(amount, ([digits, decimals]) => {
        const text = (digits / 10 ** decimals).toFixed(decimals);
        expect(key({ quantity: text })).toBe(key({ quantity: Number(text) }));
      }),
    );
  });

  test('is the same within a minute and another in the next', () => {
    expect(key({ timestampMs: 1_729_636_859_999 })).toBe(key({ timestampMs: 1_729_636_800_000 }));
    expect(key({ timestampMs: 1_729_636_860_000 })).not.toBe(key());
  });

  test('differs with every field', () => {
    const keys = [
      key(),
      key({ accountId: 'ACC123457' }),
      key({ symbol: 'MSFT' }),
      key({ side: 'SELL' }),
      key({ quantity: 100.00000001 }),
      key({ orderType: 'LIMIT' }),
      key({ orderType: 'LIMIT', limitPrice: 5 }),
      key({ orderType: 'LIMIT', limitPrice: 5, stopPrice: 5 }),
      key({ occurrence: 2 }),
      key({ occurrence: 3 }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('ignores a field whose include flag is off', () => {
    const flags = {
      includeAccount: { accountId: 'B' },
      includeSymbol: { symbol: 'MSFT' },
      includeSide: { side: 'SELL' },
      includeQuantity: { quantity: 7 },
      includeOrderType: { orderType: 'STOP' },
      includePrices: { limitPrice: 9 },
    };
    for (const [flag, change] of Object.entries(flags)) {
      expect(key(change, { [flag]: false })).toBe(key({}, { [flag]: false }));
      expect(key({}, { [flag]: false })).not.toBe(flag === 'includePrices' ? '' : key());
    }
  });

  test('of the first occurrence is the document’s key', () => {
    expect(key({ occurrence: 1 })).toBe(key());
  });

  test('NFR-003: with HMAC-SHA256 nobody without the secret can compute it', () => {
    const secret = 'correct horse battery';
    expect(key({}, { algorithm: 'HMAC-SHA256', secret })).toBe(
      '0c5b09c80210c5c34f25700149d145521986a9bd579ea4f450f81674e087c5e0',
    );
    expect(key({}, { algorithm: 'HMAC-SHA256', secret: `${secret}!` })).not.toBe(
      key({}, { algorithm: 'HMAC-SHA256', secret }),
    );
    expect(() => key({}, { algorithm: 'HMAC-SHA256', secret: 'short' })).toThrow(
      'INVALID_FIELD: secret must have at least 16 characters',
    );
  });

  test('comes with the keys of the spans before and after', () => {
    const minuteMs = 60_000;
    expect(contentKeyClaim(order)).toEqual({
      key: key(),
      neighbours: [
        key({ timestampMs: order.timestampMs - minuteMs }),
        key({ timestampMs: order.timestampMs + minuteMs }),
      ],
      createdAtMs: order.timestampMs,
      resolutionMs: minuteMs,
      details: expect.stringMatching(/^\S{5}$/),
    });
  });
});

describe('bad input', () => {
  test.each<[string, object, string]>([
    ['NaN', { quantity: Number.NaN }, 'quantity must be a finite number'],
    ['infinity', { quantity: Number.POSITIVE_INFINITY }, 'quantity must be a finite number'],
    ['text that is no number', { quantity: '1e5' }, 'quantity must be a finite number'],
    ['zero', { quantity: 0 }, 'quantity must be greater than 0'],
    ['zero as text', { quantity: '0.000' }, 'quantity must be greater than 0'],
    ['a negative quantity', { quantity: -1 }, 'quantity must be greater than 0'],
    ['a negative quantity as text', { quantity: '-1' }, 'quantity must be greater than 0'],
    ['a bar in the account', { accountId: 'A|B' }, 'accountId must not contain "|"'],
    ['a bar in the symbol', { symbol: 'A|B' }, 'symbol must not contain "|"'],
    ['a line feed', { symbol: 'A\nB' }, 'symbol must not contain "|" or control characters'],
    ['no account', { accountId: '' }, 'accountId must be text of 1 to 200 characters'],
    ['half a surrogate pair', { accountId: '\ud800' }, 'accountId must be well-formed Unicode'],
    ['an unknown side', { side: 'HOLD' }, 'side must be one of BUY, SELL'],
    ['an unknown type', { orderType: 'ICEBERG' }, 'orderType must be one of MARKET, LIMIT'],
    ['a price that is no number', { limitPrice: Number.NaN }, 'limitPrice must be a finite number'],
    ['seconds', { timestampMs: 1_729_636_823 }, '(are these seconds?)'],
    ['nanoseconds', { timestampMs: 1.729e18 }, 'timestampMs must be whole milliseconds'],
    ['half milliseconds', { timestampMs: 1_729_636_823_456.5 }, 'timestampMs must be whole'],
    ['occurrence 0', { occurrence: 0 }, 'occurrence must be a whole number of at least 1'],
  ])('%s is refused by field and rule', (_, change, text) => {
    expect(() => key(change)).toThrow(text);
    expect(() => key(change)).toThrow(
      expect.objectContaining({ code: 'INVALID_FIELD', field: Object.keys(change)[0] }),
    );
  });

  test('a resolution of 0 is refused', () => {
    expect(() => key({}, { timestampResolutionMs: 0 })).toThrow('timestampResolutionMs must be');
  });
});

test('a key is valid when it is exactly 64 lower case hex digits', () => {
  const good = 'a7'.repeat(32);
  expect(validateIdempotencyKey(good)).toBe(true);
  for (const bad of [
    good.toUpperCase(),
    good.slice(1),
    `${good}0`,
    `+${good.slice(1)}`,
    `a_${good.slice(2)}`,
    `${good}\n`,
    `${good.slice(1)}g`,
    '',
    null,
    7,
  ]) {
    expect(validateIdempotencyKey(bad)).toBe(false);
  }
});

describe('FR-002: keys of changes', () => {
  const change = { accountId: 'A', targetOrderId: 'X-1', timestampMs: 1_729_636_823_456 };

  test('a modification differs with the order, the quantity, each price and the minute', () => {
    const keys = [
      generateModifyKey({ ...change, quantity: 5 }),
      generateModifyKey({ ...change, quantity: 6 }),
      generateModifyKey({ ...change, limitPrice: 5 }),
      generateModifyKey({ ...change, stopPrice: 5 }),
      generateModifyKey({ ...change, quantity: 5, targetOrderId: 'X-2' }),
      generateModifyKey({ ...change, quantity: 5, timestampMs: change.timestampMs + 60_000 }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(generateModifyKey({ ...change, quantity: '5.0' })).toBe(keys[0]);
    expect(() => generateModifyKey(change)).toThrow('nothing would change');
  });

  test('closing all of a position is not closing a part of it', () => {
    const close = { accountId: 'A', symbol: 'aapl', timestampMs: 1_729_636_823_456 };
    expect(generateCloseKey(close)).not.toBe(generateCloseKey({ ...close, quantity: 5 }));
    expect(generateCloseKey({ ...close, symbol: 'AAPL' })).toBe(generateCloseKey(close));
  });

  test('what is claimed for a change is its key, with those of the spans before and after', () => {
    const timestampMs = 1_729_636_823_456;
    const change = { accountId: 'A', targetOrderId: 'X-1', quantity: 5, timestampMs };
    const close = { accountId: 'A', symbol: 'AAPL', timestampMs };
    const around = [timestampMs - 60_000, timestampMs + 60_000];
    expect(modifyKeyClaim(change)).toMatchObject({
      key: generateModifyKey(change),
      neighbours: around.map((at) => generateModifyKey({ ...change, timestampMs: at })),
      createdAtMs: timestampMs,
      resolutionMs: 60_000,
    });
    expect(closeKeyClaim(close)).toMatchObject({
      key: generateCloseKey(close),
      neighbours: around.map((at) => generateCloseKey({ ...close, timestampMs: at })),
    });
  });
});
