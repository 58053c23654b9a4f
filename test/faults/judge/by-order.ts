import type { LedgerEntry, LoggedOutcome } from './history.ts';

/** Groups things by a key, in the order in which they come; things without a key are left out. */
export function groupBy<Item, Key>(
  items: Iterable<Item>,
  keyOf: (item: Item) => Key | undefined,
): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

export function ledgerByOrder(ledger: readonly LedgerEntry[], kind: LedgerEntry['kind']) {
  return groupBy(ledger, (entry) => (entry.kind === kind ? entry.clientOrderId : undefined));
}

export function outcomesByOrder(outcomes: readonly LoggedOutcome[]) {
  return groupBy(outcomes, ({ outcome }) => outcome.clientOrderId);
}

/** What people decided about a held order. */
export function resolutionsOf(outcomes: readonly LoggedOutcome[]): LoggedOutcome[] {
  return outcomes.filter(({ outcome }) => outcome.execType === 'RESOLVED');
}

/** An order's verdicts without repeats: the first record of each outcome id and content counts. */
export function verdictsOf(outcomes: readonly LoggedOutcome[]): LoggedOutcome[] {
  return outcomes.filter(
    ({ outcome }) =>
      outcome.execType === 'ACCEPTED' ||
      outcome.execType === 'REJECTED' ||
      outcome.execType === 'DENIED',
  );
}
