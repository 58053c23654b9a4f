import type { Outcome } from '@orderonce/contracts';
import type { History, LedgerEntry } from '../../faults/judge/history.ts';

/** One thing that happened to an order, as one witness saw it. */
export interface Moment {
  readonly atMs: number;
  readonly witness: 'intents' | 'venue' | 'outcomes' | 'process';
  readonly text: string;
}

/** Everything that the topics and the venue's ledger hold about one order, by time. */
export function timeLineOf(history: History, clientOrderId: string): Moment[] {
  const moments: Moment[] = [];
  let copies = 0;
  for (const { intent, partition, offset, logTimeMs } of history.intents) {
    if (intent.clientOrderId !== clientOrderId) continue;
    copies += 1;
    const what = copies === 1 ? `${intent.kind} intent` : `copy ${copies} of the intent`;
    moments.push({
      atMs: logTimeMs,
      witness: 'intents',
      text: `${what} (partition ${partition}, offset ${offset})`,
    });
  }
  for (const entry of history.ledger)
    if (entry.clientOrderId === clientOrderId)
      moments.push({ atMs: entry.atMs, witness: 'venue', text: describeEntry(entry) });
  for (const { outcome, logTimeMs } of history.outcomes)
    if (outcome.clientOrderId === clientOrderId)
      moments.push({ atMs: logTimeMs, witness: 'outcomes', text: describeOutcome(outcome) });

  const firstMs = Math.min(...moments.map((moment) => moment.atMs));
  const lastMs = Math.max(...moments.map((moment) => moment.atMs));
  for (const atMs of history.killsMs)
    if (atMs >= firstMs && atMs <= lastMs)
      moments.push({ atMs, witness: 'process', text: 'an executor is killed (SIGKILL)' });
  return moments.sort((a, b) => a.atMs - b.atMs);
}

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

function describeEntry({ kind, fault, quantity, price, brokerOrderId, cumQty }: LedgerEntry) {
  const happened = {
    post: 'receives the order',
    accepted: `accepts it as ${brokerOrderId}`,
    rejected: 'rejects it',
    'refused-duplicate': 'refuses the repeated client order id',
    fill: `fills ${quantity} at ${price}, ${cumQty} in all`,
    canceled: 'cancels it',
    other: 'notes something else',
  }[kind];
  return fault === undefined ? happened : `${happened}, and the answer is lost (${fault})`;
}

function describeOutcome(outcome: Outcome): string {
  const { execType, ordStatus, lastQty, lastPx, evidence, reason } = outcome;
  switch (execType) {
    case 'TRADE':
      return `TRADE ${lastQty} at ${lastPx}, ${ordStatus}`;
    case 'DUPLICATE':
      return 'DUPLICATE: answered without a call to the venue';
    default: {
      const tries = evidence?.map(({ action, result }) => `${action}: ${result}`).join(', then ');
      return [execType, reason?.text, tries && `[${tries}]`].filter(Boolean).join('  ');
    }
  }
}
