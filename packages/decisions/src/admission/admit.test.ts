import {
  type ClientOrderId,
  clientOrderIdSchema,
  type Intent,
  intentSchema,
  type Limits,
  type ReferencePrice,
  referencePriceSchema,
} from '@orderonce/contracts';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Denial } from '../denial.ts';
import { admit } from './admit.ts';
import type { AdmissionFacts } from './rule.ts';
import { saidLimits as limits } from './testing/said-limits.ts';

const NOW_MS = 1_760_000_100_000;

const COMMON = {
  schemaVersion: 1,
  clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
  orderUuid: 'a3f8b2c1-58cc-4372-a567-0e02b2c3d479',
  strategyId: 'MOM',
  accountId: 'ACC-1',
  symbol: 'AAPL',
  createdAtMs: NOW_MS - 100,
};
const MARKET = {
  kind: 'place',
  side: 'BUY',
  quantity: '10',
  orderType: 'MARKET',
  timeInForce: 'DAY',
};
const LIMIT = { ...MARKET, orderType: 'LIMIT', limitPrice: '100' };
const STOP = { ...MARKET, orderType: 'STOP', stopPrice: '100' };
const STOP_LIMIT = { ...MARKET, orderType: 'STOP_LIMIT', stopPrice: '100', limitPrice: '100' };
const TARGET = { origClientOrderId: 'MOM-1RV4K2-000007-c4f8b2c1' };
const REPLACE = { ...LIMIT, ...TARGET, kind: 'replace' };
const CLOSE = { kind: 'close', timeInForce: 'DAY' };
const CANCEL = { kind: 'cancel', ...TARGET };

type Fields = Readonly<Record<string, unknown>>;

/** What people said, and what the executor knows; the rest is quiet. */
interface Said {
  readonly facts?: Partial<AdmissionFacts>;
  readonly settings?: Partial<AdmissionFacts['settings']>;
  readonly killed?: Denial;
  readonly held?: readonly ClientOrderId[];
  readonly limits?: readonly Limits[];
  readonly reference?: ReferencePrice;
}

function asked(fields: Fields, said: Said = {}): Denial | null {
  return admit(intent(fields), factsOf(said));
}

function intent(fields: Fields): Intent {
  return intentSchema.parse({ ...COMMON, ...fields });
}

function factsOf({ facts, settings, killed, held, limits, reference }: Said): AdmissionFacts {
  return {
    isAccountKnown: true,
    control: {
      killSwitch: () => killed ?? null,
      heldOn: (accountId, symbol) =>
        accountId === COMMON.accountId && symbol === COMMON.symbol ? (held ?? []) : [],
      limitsOn: () => limits ?? [],
      referencePrice: (symbol) => (symbol === COMMON.symbol ? reference : undefined),
    },
    nowMs: NOW_MS,
    logTimeMs: NOW_MS - 50,
    settings: {
      maxIntentAgeMs: 60_000,
      maxClockSkewMs: 5000,
      referencePriceMaxAgeMs: 60_000,
      ...settings,
    },
    ...facts,
  };
}

function reference(price: string, atMs = NOW_MS): ReferencePrice {
  return referencePriceSchema.parse({
    schemaVersion: 1,
    kind: 'reference-price',
    symbol: 'AAPL',
    price,
    atMs,
  });
}

function orderIds(count: number): readonly ClientOrderId[] {
  return Array.from({ length: count }, (_, at) =>
    clientOrderIdSchema.parse(`MOM-1RV4K2-${String(at + 1).padStart(6, '0')}-b4f8b2c1`),
  );
}

function denied(code: Denial['code'], text: string): Denial {
  return { code, text };
}

it('admits every kind of intent where nobody said anything', () => {
  for (const fields of [MARKET, LIMIT, STOP, STOP_LIMIT, REPLACE, CLOSE, CANCEL])
    expect(asked(fields)).toBeNull();
});

describe('what cannot be done', () => {
  it('is an intent for an account without a venue', () => {
    expect(asked(MARKET, { facts: { isAccountKnown: false } })).toEqual(
      denied('UNKNOWN_ACCOUNT', 'no venue is configured for ACC-1'),
    );
  });

  it('is asked first of all', () => {
    const said: Said = {
      facts: { isAccountKnown: false },
      killed: denied('KILL_SWITCH', 'global'),
    };
    expect(asked(MARKET, said)?.code).toBe('UNKNOWN_ACCOUNT');
  });
});

describe('an intent out of its time', () => {
  it('is over at the moment that its producer set', () => {
    expect(asked({ ...MARKET, expiresAtMs: NOW_MS + 1 })).toBeNull();
    expect(asked({ ...MARKET, expiresAtMs: NOW_MS })).toEqual(
      denied(
        'EXPIRED_BEFORE_SEND',
        "expiresAtMs of the intent is 1760000100000, and it is 1760000100000 by this executor's clock",
      ),
    );
  });

  it('may be created later than the log took it by the skew of clocks, and no more', () => {
    const facts = { logTimeMs: NOW_MS };
    expect(asked({ ...MARKET, createdAtMs: NOW_MS + 5000 }, { facts })).toBeNull();
    expect(asked({ ...MARKET, createdAtMs: NOW_MS + 5001 }, { facts })).toEqual(
      denied(
        'CLOCK_SKEW',
        "maxClockSkewMs of this executor is 5000, and createdAtMs is 5001 ms later than the log's time",
      ),
    );
  });

  it('may be as old as the executor allows, and no older', () => {
    expect(asked({ ...MARKET, createdAtMs: NOW_MS - 60_000 })).toBeNull();
    expect(asked({ ...MARKET, createdAtMs: NOW_MS - 60_001 })).toEqual(
      denied('STALE', 'maxIntentAgeMs of this executor is 60000, and the intent is 60001 ms old'),
    );
  });

  it("is also too old when only the log's time says so", () => {
    const facts = { logTimeMs: NOW_MS - 60_001 };
    expect(asked({ ...MARKET, createdAtMs: NOW_MS - 60_000 }, { facts })?.code).toBe('STALE');
  });

  it('may be of any age where no age is set', () => {
    const said = { settings: { maxIntentAgeMs: 0 } };
    expect(asked({ ...MARKET, createdAtMs: NOW_MS - 86_400_000 }, said)).toBeNull();
  });
});

describe('what people forbid', () => {
  it('is all that a kill switch stops, in the words of the kill switch', () => {
    const killed = denied('KILL_SWITCH', 'ann engaged account/ACC-1: a test');
    for (const fields of [MARKET, REPLACE, CLOSE])
      expect(asked(fields, { killed })).toEqual(killed);
  });

  it('is a strategy that is not on the list of its account', () => {
    expect(asked(MARKET, { limits: [limits({ allowedStrategyIds: ['ARB', 'MOM'] })] })).toBeNull();
    expect(asked(MARKET, { limits: [limits({ allowedStrategyIds: ['ARB', 'VWAP'] })] })).toEqual(
      denied(
        'STRATEGY_NOT_ALLOWED',
        'allowedStrategyIds of account/ACC-1 is ARB, VWAP, and the strategy is MOM',
      ),
    );
    expect(asked(CLOSE, { limits: [limits({ allowedStrategyIds: [] })] })).toEqual(
      denied(
        'STRATEGY_NOT_ALLOWED',
        'allowedStrategyIds of account/ACC-1 is nobody, and the strategy is MOM',
      ),
    );
  });

  it('is anything more on an instrument with a held order', () => {
    for (const fields of [MARKET, REPLACE, CLOSE])
      expect(asked(fields, { held: orderIds(2) })).toEqual(
        denied(
          'INSTRUMENT_HELD',
          'AAPL on ACC-1 waits until a person resolves what is held: ' +
            'MOM-1RV4K2-000001-b4f8b2c1, MOM-1RV4K2-000002-b4f8b2c1',
        ),
      );
    expect(asked({ ...MARKET, symbol: 'MSFT' }, { held: orderIds(2) })).toBeNull();
  });

  it('fits an outcome also where a list is long', () => {
    const allowedStrategyIds = Array.from({ length: 1000 }, (_, at) => `STRAT${1000 + at}`);
    const text = asked(MARKET, { limits: [limits({ allowedStrategyIds })] })?.text;
    expect(text).toMatch(/STRAT1009 and 990 more, and the strategy is MOM$/);
    expect(asked(MARKET, { held: orderIds(3000) })?.text).toMatch(/000010-b4f8b2c1 and 2990 more$/);
  });
});

describe('maxQuantity', () => {
  const said = { limits: [limits({ maxQuantity: '10.5' })] };

  it('lets the limit itself pass, however it is written', () => {
    expect(asked({ ...MARKET, quantity: '10.500' }, said)).toBeNull();
  });

  it('denies the smallest amount more', () => {
    expect(asked({ ...MARKET, quantity: '10.500000000001' }, said)).toEqual(
      denied(
        'LIMIT_EXCEEDED',
        'maxQuantity of account/ACC-1 is 10.5, and the quantity is 10.500000000001',
      ),
    );
  });

  it('compares as numbers, not as texts', () => {
    expect(asked({ ...MARKET, quantity: '9' }, said)).toBeNull();
    expect(asked({ ...MARKET, quantity: '100' }, said)?.code).toBe('LIMIT_EXCEEDED');
  });

  it('is exact where floats are not', () => {
    const exact = { limits: [limits({ maxQuantity: '900000000000000000' })] };
    expect(asked({ ...MARKET, quantity: '900000000000000000' }, exact)).toBeNull();
    expect(asked({ ...MARKET, quantity: '900000000000000001' }, exact)?.code).toBe(
      'LIMIT_EXCEEDED',
    );
  });

  it('is the lowest of all scopes, and the denial names whose', () => {
    const several = [
      limits({ maxQuantity: '9' }),
      limits({ maxQuantity: '5' }, 'strategy'),
      limits({ maxQuantity: '7' }, 'account-strategy'),
    ];
    expect(asked(MARKET, { limits: several })?.text).toBe(
      'maxQuantity of strategy/MOM is 5, and the quantity is 10',
    );
    const both = [limits({}), limits({ maxQuantity: '7' }, 'account-strategy')];
    expect(asked(MARKET, { limits: both })?.text).toBe(
      'maxQuantity of account/ACC-1/strategy/MOM is 7, and the quantity is 10',
    );
  });

  it('is about the new quantity of a replace, and never about a close', () => {
    expect(asked({ ...REPLACE, quantity: '11' }, said)?.text).toBe(
      'maxQuantity of account/ACC-1 is 10.5, and the quantity is 11',
    );
    expect(asked({ ...CLOSE, quantity: '11' }, said)).toBeNull();
  });
});

describe('maxNotional', () => {
  const said = { limits: [limits({ maxNotional: '1000' }, 'account-strategy')] };

  it.each([
    ['limitPrice', LIMIT, { limitPrice: '100' }, { limitPrice: '100.01' }],
    ['stopPrice', STOP, { stopPrice: '100' }, { stopPrice: '100.01' }],
    ['limitPrice', STOP_LIMIT, { limitPrice: '100', stopPrice: '900' }, { limitPrice: '100.01' }],
    ['limitPrice', REPLACE, { limitPrice: '100' }, { limitPrice: '100.01' }],
  ])('is quantity times %s', (name, order, equal, more) => {
    expect(asked({ ...order, ...equal }, said)).toBeNull();
    expect(asked({ ...order, ...more }, said)).toEqual(
      denied(
        'LIMIT_EXCEEDED',
        'maxNotional of account/ACC-1/strategy/MOM is 1000, ' +
          `and 10 at ${name} 100.01 is a notional of 1000.1`,
      ),
    );
  });

  it('is quantity times the reference price for a market order', () => {
    expect(asked(MARKET, { ...said, reference: reference('100') })).toBeNull();
    expect(asked(MARKET, { ...said, reference: reference('100.000000000001') })).toEqual(
      denied(
        'LIMIT_EXCEEDED',
        'maxNotional of account/ACC-1/strategy/MOM is 1000, ' +
          'and 10 at the reference price 100.000000000001 is a notional of 1000.00000000001',
      ),
    );
  });

  it('cannot be told of a market order without a fresh reference price', () => {
    expect(asked(MARKET, said)).toBeNull();
    expect(asked(MARKET, { ...said, reference: reference('101', NOW_MS - 60_000) })).not.toBeNull();
    expect(asked(MARKET, { ...said, reference: reference('101', NOW_MS - 60_001) })).toBeNull();
    expect(asked(MARKET, { ...said, reference: reference('101', NOW_MS + 5000) })).not.toBeNull();
    expect(asked(MARKET, { ...said, reference: reference('101', NOW_MS + 5001) })).toBeNull();
  });

  it('is exact where floats are not', () => {
    // 0.1 × 3 is 0.30000000000000004 in floats.
    const exact = { limits: [limits({ maxNotional: '0.3' })] };
    expect(asked({ ...LIMIT, quantity: '3', limitPrice: '0.1' }, exact)).toBeNull();
  });
});

describe('maxPriceDeviation', () => {
  const said = { limits: [limits({ maxPriceDeviation: '0.05' })], reference: reference('100') };
  const band =
    'maxPriceDeviation of account/ACC-1 is 0.05, which allows 95 to 105 around the reference price 100';

  it.each([
    ['limitPrice', LIMIT],
    ['stopPrice', STOP],
    ['limitPrice', STOP_LIMIT],
    ['stopPrice', STOP_LIMIT],
    ['limitPrice', REPLACE],
  ])('holds %s between two prices, both allowed', (name, order) => {
    for (const price of ['95', '100', '105'])
      expect(asked({ ...order, [name]: price }, said)).toBeNull();
    for (const price of ['94.99', '105.000000000001'])
      expect(asked({ ...order, [name]: price }, said)).toEqual(
        denied('LIMIT_EXCEEDED', `${band}, and ${name} is ${price}`),
      );
  });

  it('does not concern a market order, which carries no price', () => {
    expect(asked(MARKET, said)).toBeNull();
    expect(asked(MARKET, { limits: said.limits })).toBeNull();
  });

  it('denies a price where there is nothing fresh to hold it against', () => {
    const says = 'maxPriceDeviation of account/ACC-1 is 0.05, and';
    const why = (atMs?: number) =>
      asked(LIMIT, {
        limits: said.limits,
        ...(atMs !== undefined && { reference: reference('100', atMs) }),
      })?.text;
    expect(why()).toBe(`${says} no reference price of AAPL is known`);
    expect(why(NOW_MS - 60_000)).toBeUndefined();
    expect(why(NOW_MS - 60_001)).toBe(
      `${says} the reference price of AAPL is 60001 ms old, above referencePriceMaxAgeMs 60000`,
    );
    expect(why(NOW_MS + 5000)).toBeUndefined();
    expect(why(NOW_MS + 5001)).toBe(
      `${says} the reference price of AAPL is dated 5001 ms ahead, above maxClockSkewMs 5000`,
    );
  });

  it('is the narrowest of all scopes', () => {
    const several = [
      limits({ maxPriceDeviation: '0.1' }),
      limits({ maxPriceDeviation: '0.02' }, 'account-strategy'),
    ];
    expect(asked({ ...LIMIT, limitPrice: '103' }, { ...said, limits: several })?.text).toBe(
      'maxPriceDeviation of account/ACC-1/strategy/MOM is 0.02, ' +
        'which allows 98 to 102 around the reference price 100, and limitPrice is 103',
    );
  });
});

test('of several reasons the first in the order of the guide counts', () => {
  // The intent is denied for the first reason left, however many follow it.
  const reasons: readonly (readonly [reason: string, fields: Fields, said: Said])[] = [
    ['UNKNOWN_ACCOUNT', {}, { facts: { isAccountKnown: false } }],
    ['EXPIRED_BEFORE_SEND', {}, { facts: { nowMs: NOW_MS + 200_000 } }],
    ['CLOCK_SKEW', {}, { settings: { maxClockSkewMs: 0 } }],
    ['STALE', {}, { settings: { maxIntentAgeMs: 1 } }],
    ['KILL_SWITCH', {}, { killed: denied('KILL_SWITCH', 'global') }],
    ['STRATEGY_NOT_ALLOWED', {}, { limits: [limits({ allowedStrategyIds: [] })] }],
    ['INSTRUMENT_HELD', {}, { held: orderIds(1) }],
    ['maxQuantity', {}, { limits: [limits({ maxQuantity: '1' })] }],
    ['maxNotional', {}, { limits: [limits({ maxNotional: '1' })] }],
    ['maxPriceDeviation', {}, { limits: [limits({ maxPriceDeviation: '0.01' })] }],
  ];
  const late = { ...LIMIT, createdAtMs: NOW_MS + 100_000, expiresAtMs: NOW_MS + 150_000 };
  for (const [at, [reason]] of reasons.entries()) {
    const rest = reasons.slice(at).map(([, , said]) => said);
    const denial = asked(late, {
      ...Object.assign({}, ...rest),
      facts: Object.assign({ logTimeMs: NOW_MS - 10 }, ...rest.map(({ facts }) => facts)),
      settings: Object.assign(
        { maxClockSkewMs: 1e6, maxIntentAgeMs: 0 },
        ...rest.map(({ settings }) => settings),
      ),
      limits: rest.flatMap((said) => said.limits ?? []),
    });
    expect(`${denial?.code} ${denial?.text}`).toContain(reason);
  }
});

test('a cancel is denied for what cannot be done, and for nothing else whatever people said', () => {
  const anySaid: fc.Arbitrary<Said> = fc.record(
    {
      killed: fc.constant(denied('KILL_SWITCH', 'a kill switch that forgot about cancels')),
      held: fc.nat(3).map(orderIds),
      limits: fc.constant([
        limits({
          allowedStrategyIds: [],
          maxQuantity: '1',
          maxNotional: '1',
          maxPriceDeviation: '1',
        }),
      ]),
      reference: fc
        .integer({ min: -100_000, max: 100_000 })
        .map((ms) => reference('1', NOW_MS + ms)),
      facts: fc.record({
        isAccountKnown: fc.boolean(),
        nowMs: fc.integer({ min: NOW_MS - 10 ** 9, max: NOW_MS + 10 ** 9 }),
        logTimeMs: fc.integer({ min: NOW_MS - 10 ** 9, max: NOW_MS + 10 ** 9 }),
      }),
    },
    { requiredKeys: ['facts'] },
  );
  fc.assert(
    fc.property(anySaid, fc.integer({ min: 1, max: 1000 }), (said, lifeMs) => {
      const denial = asked({ ...CANCEL, expiresAtMs: COMMON.createdAtMs + lifeMs }, said);
      const expected = factsOf(said).isAccountKnown ? undefined : 'UNKNOWN_ACCOUNT';
      expect(denial?.code).toBe(expected);
    }),
  );
});
