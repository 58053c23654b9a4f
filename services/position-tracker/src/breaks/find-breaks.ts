import type { BrokerPosition } from '@orderonce/brokers';
import { compare, type Decimal, ZERO } from '@orderonce/contracts';
import type { PositionRecord } from '../store/records.ts';

/** One instrument of an account that is not at the venue as it is here. */
export interface Difference {
  readonly symbol: string;
  readonly ours: Decimal;
  readonly venue: Decimal;
  /** Names the last change here; null: there was none. */
  readonly changedAt: string | null;
}

export interface Holdings {
  /** Of the account. */
  readonly ours: readonly PositionRecord[];
  readonly venue: readonly BrokerPosition[];
  /** False when some of the venue's positions could not be read: what it did not name may be there all the same. */
  readonly isVenueWhole: boolean;
}

/** Every instrument whose quantity differs. */
export function differences({ ours, venue, isVenueWhole }: Holdings): Difference[] {
  const here = new Map<string, PositionRecord>(ours.map((record) => [record.symbol, record]));
  const there = new Map<string, Decimal>(venue.map(({ symbol, quantity }) => [symbol, quantity]));
  const symbols = isVenueWhole ? new Set([...here.keys(), ...there.keys()]) : there.keys();
  return [...symbols].flatMap((symbol) => {
    const record = here.get(symbol);
    const [own, theirs] = [record?.position.quantity ?? ZERO, there.get(symbol) ?? ZERO];
    if (compare(own, theirs) === 0) return [];
    const changedAt = record && `${record.changedAt.partition}/${record.changedAt.offset}`;
    return [{ symbol, ours: own, venue: theirs, changedAt: changedAt ?? null }];
  });
}

/**
 * Those of the differences that are breaks. The venue knows of a fill before its outcome is here, so a difference alone
 * says nothing; one that still stands at the next comparison, with no outcome of the instrument in between,
 * is no fill under way:
 *
 *     compare: here 5, venue 8 → a fill of 3 becomes an outcome → compare: here 8, venue 8, or here 8, venue 9: no break
 *     compare: here 5, venue 8 → nothing                        → compare: here 5, venue 8, or here 5, venue 9: a break
 *
 * A break stays one until the quantities are equal.
 *
 * @param standing the symbols of the breaks so far
 */
export function breaksOf(
  now: readonly Difference[],
  before: readonly Difference[],
  standing: ReadonlySet<string>,
): Difference[] {
  const seen = new Map(before.map(({ symbol, changedAt }) => [symbol, changedAt]));
  return now.filter(
    ({ symbol, changedAt }) => standing.has(symbol) || seen.get(symbol) === changedAt,
  );
}
