import type { AdmissionSettings } from './rule.ts';

/** What the words of a denial tell of the facts that it was decided from. */
export interface ToldFacts {
  /** The executor's clock, where it is told outright. */
  readonly nowMs?: number;
  /** How old the intent or the reference price was; negative for a price from the future. */
  readonly ageMs?: number;
  readonly settings: Partial<AdmissionSettings>;
}

const NOW = / and it is (\d+) by this executor's clock$/;
const STALE = /^maxIntentAgeMs of this executor is (\d+), and the intent is (-?\d+) ms old$/;
const SKEWED = /^maxClockSkewMs of this executor is (\d+),/;
const OLD_PRICE = / is (\d+) ms old, above referencePriceMaxAgeMs (\d+)$/;
const EARLY_PRICE = / is dated (\d+) ms ahead, above maxClockSkewMs (\d+)$/;

/**
 * Clocks and settings stand on no topic, so an audit can only ask a rule again with those that its denial names; the
 * words must then come out the same.
 */
export function factsTold(text: string): ToldFacts {
  const [, now] = NOW.exec(text) ?? [];
  if (now !== undefined) return { nowMs: Number(now), settings: {} };
  const [, maxIntentAgeMs, ageMs] = STALE.exec(text) ?? [];
  if (maxIntentAgeMs !== undefined)
    return { ageMs: Number(ageMs), settings: { maxIntentAgeMs: Number(maxIntentAgeMs) } };
  const [, maxClockSkewMs] = SKEWED.exec(text) ?? [];
  if (maxClockSkewMs !== undefined) return { settings: { maxClockSkewMs: Number(maxClockSkewMs) } };
  const [, oldMs, maxAgeMs] = OLD_PRICE.exec(text) ?? [];
  if (oldMs !== undefined)
    return { ageMs: Number(oldMs), settings: { referencePriceMaxAgeMs: Number(maxAgeMs) } };
  const [, aheadMs, skewMs] = EARLY_PRICE.exec(text) ?? [];
  if (aheadMs !== undefined)
    return { ageMs: -Number(aheadMs), settings: { maxClockSkewMs: Number(skewMs) } };
  return { settings: {} };
}
