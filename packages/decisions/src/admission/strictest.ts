import { compare, type Decimal, type Limits, scopeText } from '@orderonce/contracts';

type DecimalRule = 'maxQuantity' | 'maxNotional' | 'maxPriceDeviation';

/** Where several scopes limit the same thing, the lowest limit counts, and a denial names it and its scope. */
export function strictest(
  limits: readonly Limits[],
  rule: DecimalRule,
): { readonly most: Decimal; readonly says: string } | null {
  let lowest: Decimal | undefined;
  let owner: Limits | undefined;
  for (const candidate of limits) {
    const most = candidate[rule];
    if (most === undefined || (lowest !== undefined && compare(most, lowest) >= 0)) continue;
    lowest = most;
    owner = candidate;
  }
  if (lowest === undefined || owner === undefined) return null;
  return { most: lowest, says: `${rule} of ${scopeText(owner.scope)} is ${lowest}` };
}
