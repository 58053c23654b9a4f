import type { History } from '../../faults/judge/history.ts';

/**
 * The order whose story tells most: one that was published twice and whose answer was lost, or the nearest
 * thing to it.
 */
export function tellingOrder(history: History): string | undefined {
  const points = new Map<string, number>();
  const give = (id: string | undefined, reward: number) => {
    if (id !== undefined) points.set(id, (points.get(id) ?? 0) + reward);
  };
  for (const { clientOrderId, fault } of history.ledger) if (fault) give(clientOrderId, 4);
  for (const { outcome } of history.outcomes) {
    if (outcome.execType === 'DUPLICATE') give(outcome.clientOrderId, 3);
    if (outcome.execType === 'TRADE') give(outcome.clientOrderId, 1);
  }
  return [...points].sort(([, a], [, b]) => b - a)[0]?.[0];
}
