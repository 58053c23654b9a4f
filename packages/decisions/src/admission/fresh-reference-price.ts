import type { Decimal, TradingSymbol } from '@orderonce/contracts';
import type { AdmissionFacts } from './rule.ts';

export type FreshPrice =
  | { readonly price: Decimal }
  /** Why there is none to go by, as the end of a sentence. */
  | { readonly price: null; readonly why: string };

/** A price that is too old says nothing; one from the future, beyond the clocks' skew, was dated wrongly. */
export function freshReferencePrice(symbol: TradingSymbol, facts: AdmissionFacts): FreshPrice {
  const { maxClockSkewMs, referencePriceMaxAgeMs } = facts.settings;
  const reference = facts.control.referencePrice(symbol);
  if (reference === undefined)
    return { price: null, why: `no reference price of ${symbol} is known` };
  const ageMs = facts.nowMs - reference.atMs;
  if (ageMs > referencePriceMaxAgeMs)
    return {
      price: null,
      why: `the reference price of ${symbol} is ${ageMs} ms old, above referencePriceMaxAgeMs ${referencePriceMaxAgeMs}`,
    };
  if (-ageMs > maxClockSkewMs)
    return {
      price: null,
      why: `the reference price of ${symbol} is dated ${-ageMs} ms ahead, above maxClockSkewMs ${maxClockSkewMs}`,
    };
  return { price: reference.price };
}
