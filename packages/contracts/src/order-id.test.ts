import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientOrderId, OrderUuid, StrategyId } from './identifiers.ts';
import { clientOrderIdSchema } from './identifiers.ts';
import {
  formatOrderId,
  isClientOrderId,
  type OrderIdParts,
  parseOrderId,
  sessionStartMsOf,
  traceIdOf,
} from './order-id.ts';

const anyParts: fc.Arbitrary<OrderIdParts> = fc.record({
  strategyId: fc.stringMatching(/^[A-Z0-9]{1,10}$/).map((text) => text as StrategyId),
  session: fc.integer({ min: 0, max: 2 ** 30 - 1 }),
  sequence: fc.integer({ min: 1, max: 999_999 }),
  uuidPrefix: fc.stringMatching(/^[0-9a-f]{8}$/),
});

describe('a structured order id', () => {
  it('tells its strategy, session, sequence and UUID prefix', () => {
    expect(parseOrderId('MOM-1RV4K2-000001-a3f8b2c1')).toEqual({
      ok: true,
      strategyId: 'MOM',
      session: 59_609_698,
      sessionStartMs: Date.UTC(2021, 10, 20, 22, 14, 58),
      sequence: 1,
      uuidPrefix: 'a3f8b2c1',
    });
  });

  it('comes apart and together again as the same text, in at most 36 characters', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const id = formatOrderId(parts);
        expect(parseOrderId(id)).toMatchObject({ ok: true, ...parts });
        expect(id.length).toBeLessThanOrEqual(36);
      }),
    );
  });

  it('sorts as text like session and sequence, within one strategy', () => {
    const laterSame = fc
      .tuple(anyParts, anyParts)
      .map(([a, b]) => [a, { ...b, strategyId: a.strategyId }]);
    fc.assert(
      fc.property(laterSame, ([a, b]) => {
        if (a === undefined || b === undefined) return;
        const inTime = a.session - b.session || a.sequence - b.sequence;
        fc.pre(inTime !== 0);
        expect(formatOrderId(a) < formatOrderId(b)).toBe(inTime < 0);
      }),
    );
  });

  it('is refused, or is another id in its one spelling, when any character changes', () => {
    const characters = fc.constantFrom(...'0159ABUZafg-_ \n١');
    const mutations = fc.tuple(
      anyParts.map(formatOrderId),
      fc.nat(33),
      fc.array(characters, { maxLength: 2 }).map((inserted) => inserted.join('')),
      fc.nat(2),
    );
    fc.assert(
      fc.property(mutations, ([id, place, inserted, removed]) => {
        const mutated = id.slice(0, place) + inserted + id.slice(place + removed);
        const parsed = parseOrderId(mutated);
        if (parsed.ok) expect(formatOrderId(parsed)).toBe(mutated);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['lower case strategy', 'mom-1RV4K2-000001-a3f8b2c1'],
    ['no strategy', '-1RV4K2-000001-a3f8b2c1'],
    ['a strategy of 11', 'ABCDEFGHIJK-1RV4K2-000001-a3f8b2c1'],
    ['a letter that Crockford leaves out', 'MOM-1RV4KU-000001-a3f8b2c1'],
    ['lower case session', 'MOM-1rv4k2-000001-a3f8b2c1'],
    ['sequence 000000', 'MOM-1RV4K2-000000-a3f8b2c1'],
    ['a sequence of 7 digits', 'MOM-1RV4K2-0000001-a3f8b2c1'],
    ['digits of another script', 'MOM-1RV4K2-00000١-a3f8b2c1'],
    ['upper case UUID prefix', 'MOM-1RV4K2-000001-A3F8B2C1'],
    ['a line end', 'MOM-1RV4K2-000001-a3f8b2c1\n'],
  ])('is refused with %s, here and by the schema', (_what, text) => {
    expect(parseOrderId(text)).toMatchObject({ ok: false });
    expect(isClientOrderId(text)).toBe(false);
    expect(clientOrderIdSchema.safeParse(text).success).toBe(false);
  });

  it('is not made of parts that no id has', () => {
    const good = {
      strategyId: 'MOM' as StrategyId,
      session: 1,
      sequence: 1,
      uuidPrefix: 'a3f8b2c1',
    };
    for (const wrong of [
      { strategyId: 'mom' as StrategyId },
      { session: -1 },
      { session: 2 ** 30 },
      { session: 1.5 },
      { sequence: 0 },
      { sequence: 1_000_000 },
      { uuidPrefix: 'A3F8B2C1' },
    ])
      expect(() => formatOrderId({ ...good, ...wrong })).toThrow('INVALID_ORDER_ID_PARTS');
  });

  it('tells from when on to look for it', () => {
    expect(sessionStartMsOf('MOM-000000-000001-a3f8b2c1' as ClientOrderId)).toBe(
      Date.UTC(2020, 0, 1),
    );
    expect(sessionStartMsOf('MOM-ZZZZZZ-000001-a3f8b2c1' as ClientOrderId)).toBe(
      Date.UTC(2054, 0, 9, 13, 37, 3),
    );
  });
});

describe('the trace id', () => {
  it('is the order UUID without its dashes', () => {
    expect(traceIdOf('a3f8b2c1-58cc-4372-a567-0e02b2c3d479' as OrderUuid)).toBe(
      'a3f8b2c158cc4372a5670e02b2c3d479',
    );
  });
});
