import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { anyIntent, anyOutcome } from '../arbitraries.ts';
import { intentSchema, intentShapeSchema } from '../intent.ts';
import { outcomeSchema } from '../outcome.ts';
import { jsonSchemas } from './json-schemas.ts';

const committed = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8'));

const ajv = new Ajv2020({ strict: true, strictTypes: false });
const isIntent = ajv.compile(committed('intent'));
const isOutcome = ajv.compile(committed('outcome'));

const PLACE = {
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

describe('the JSON Schema files', () => {
  it('are what the zod schemas say now (if not: pnpm schemas)', () => {
    const { intent, outcome } = jsonSchemas();
    expect(committed('intent')).toEqual(JSON.parse(JSON.stringify(intent)));
    expect(committed('outcome')).toEqual(JSON.parse(JSON.stringify(outcome)));
  });

  it('take a good intent', () => {
    expect(isIntent(PLACE)).toBe(true);
  });

  it.each([
    ['an unknown field', { extra: 1 }],
    ['a newer version', { schemaVersion: 2 }],
    ['a price on a market order', { orderType: 'MARKET' }],
    ['a limit order without price', { limitPrice: undefined }],
    ['a quantity of 0', { quantity: '0.00' }],
    ['a negative quantity', { quantity: '-1' }],
    ['a quantity that is a number', { quantity: 10 }],
    ['an exponent', { quantity: '1e3' }],
    ['an account with |', { accountId: 'a|b' }],
    ['a symbol with :', { symbol: 'A:B' }],
    ['sequence 000000', { clientOrderId: 'MOM-1RV4K2-000000-a3f8b2c1' }],
    ['a time in seconds', { createdAtMs: 1_780_000_000 }],
    ['half a millisecond', { createdAtMs: 1_780_000_000_000.5 }],
    ['a target on a place', { origClientOrderId: 'MOM-1RV4K2-000002-a3f8b2c1' }],
  ])('refuse %s', (_what, change) => {
    expect(isIntent(JSON.parse(JSON.stringify({ ...PLACE, ...change })))).toBe(false);
  });

  it('leave the rules across fields to the executor', () => {
    const strange = { ...PLACE, strategyId: 'REV', expiresAtMs: PLACE.createdAtMs };
    expect(isIntent(strange)).toBe(true);
    expect(intentSchema.safeParse(strange).success).toBe(false);
  });
});

/** A message with up to three fields, at any depth, removed, added or replaced by anything JSON can say. */
function changed(messages: fc.Arbitrary<object>): fc.Arbitrary<unknown> {
  const values = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('0', '-1', '1.5', '00', 'BUY', 'MARKET', 'LIMIT', 'place', 'REFUSED', 1, 1e15),
  );
  const change = fc.record({
    place: fc.nat(),
    how: fc.constantFrom('remove', 'replace', 'add'),
    value: values,
  });
  return fc.tuple(messages, fc.array(change, { maxLength: 3 })).map(([message, changes]) => {
    const copy = JSON.parse(JSON.stringify(message));
    for (const { place, how, value } of changes) {
      const objects = [copy, ...Object.values(copy)].filter(
        (inner) => typeof inner === 'object' && inner !== null,
      );
      const object = objects[place % objects.length];
      const field = Object.keys(object).at(place % (Object.keys(object).length + 1)) ?? 'extra';
      if (how === 'remove') delete object[field];
      else object[how === 'add' ? `x${field}` : field] = value;
    }
    return copy;
  });
}

/** Texts outside the basic plane are as long as their code units for zod, and as their code points here. */
const hasAstralText = (value: unknown) => /[\u{10000}-\u{10ffff}]/u.test(JSON.stringify(value));

describe('zod and JSON Schema', () => {
  const agree = (messages: fc.Arbitrary<object>, zod: z.ZodType, json: (v: unknown) => boolean) => {
    let [accepted, refused] = [0, 0];
    fc.assert(
      fc.property(changed(messages), (value) => {
        fc.pre(!hasAstralText(value));
        const isAccepted = json(value);
        expect(isAccepted).toBe(zod.safeParse(value).success);
        if (isAccepted) accepted += 1;
        else refused += 1;
      }),
      { numRuns: 2_000 },
    );
    // Not vacuous: the changes must lead to both answers.
    expect(Math.min(accepted, refused)).toBeGreaterThan(100);
  };

  it('agree about intents, the rules across fields aside', () => {
    agree(anyIntent, intentShapeSchema, (value) => isIntent(value));
  });

  it('agree about outcomes', () => {
    agree(anyOutcome, outcomeSchema, (value) => isOutcome(value));
  });
});
