import { referencePriceSchema } from '@orderonce/contracts';
import { expect, it } from 'vitest';
import { ControlState } from '../control/control-state.ts';
import { BEGIN_MS, intent } from '../testing/intents.ts';
import { admit } from './admit.ts';
import type { AdmissionFacts, ControlView } from './rule.ts';
import { saidLimits } from './testing/said-limits.ts';
import { factsTold } from './told-facts.ts';

const SETTINGS = { maxIntentAgeMs: 60_000, maxClockSkewMs: 5000, referencePriceMaxAgeMs: 30_000 };
const PRICED = { orderType: 'LIMIT', limitPrice: '100' };

function told(changes: Record<string, unknown>, facts: Partial<AdmissionFacts> = {}) {
  const denial = admit(intent(changes), {
    isAccountKnown: true,
    control: new ControlState(),
    nowMs: BEGIN_MS,
    logTimeMs: BEGIN_MS,
    settings: SETTINGS,
    ...facts,
  });
  return factsTold(denial?.text ?? 'admitted');
}

const withPrice = (atMs: number): ControlView => ({
  killSwitch: () => null,
  heldOn: () => [],
  limitsOn: () => [saidLimits({ maxPriceDeviation: '0.1' })],
  referencePrice: () =>
    referencePriceSchema.parse({
      ...{ schemaVersion: 1, kind: 'reference-price', symbol: 'AAPL', price: '100', atMs },
    }),
});

it("reads the executor's clock from an expiry", () => {
  expect(told({ expiresAtMs: BEGIN_MS + 10 }, { nowMs: BEGIN_MS + 25 })).toEqual({
    nowMs: BEGIN_MS + 25,
    settings: {},
  });
});

it('reads the limit and the age from what is stale', () => {
  expect(told({}, { nowMs: BEGIN_MS + 61_234 })).toEqual({
    ageMs: 61_234,
    settings: { maxIntentAgeMs: 60_000 },
  });
});

it('reads the limit from what comes from the future', () => {
  expect(told({}, { logTimeMs: BEGIN_MS - 7000 })).toEqual({ settings: { maxClockSkewMs: 5000 } });
});

it('reads how old a reference price was, or how far ahead', () => {
  expect(told(PRICED, { control: withPrice(BEGIN_MS - 31_000) })).toEqual({
    ageMs: 31_000,
    settings: { referencePriceMaxAgeMs: 30_000 },
  });
  expect(told(PRICED, { control: withPrice(BEGIN_MS + 6000) })).toEqual({
    ageMs: -6000,
    settings: { maxClockSkewMs: 5000 },
  });
});

it('reads nothing from words that tell of no clock', () => {
  expect(told({}, { isAccountKnown: false })).toEqual({ settings: {} });
});
