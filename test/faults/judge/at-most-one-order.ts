import { ledgerByOrder, outcomesByOrder, resolutionsOf, verdictsOf } from './by-order.ts';
import type { History, LedgerEntry, LoggedOutcome, Violation } from './history.ts';

/** In-flight work of a killed executor may have been published and not yet written down: this much earlier. */
const KILL_SHADOW_MS = 1000;

/** Invariant 1, first half: a venue accepts at most one order for each client order id. */
export function atMostOneOrder({ ledger }: History): Violation[] {
  const violations: Violation[] = [];
  for (const [clientOrderId, entries] of ledgerByOrder(ledger, 'accepted'))
    if (entries.length > 1)
      violations.push({
        invariant: 1,
        clientOrderId,
        text: `the venue accepted ${entries.length} orders: ${entries.map((entry) => entry.brokerOrderId).join(', ')}`,
      });
  return violations;
}

/** Invariant 1, second half: exactly one POST for each order that no fault and no kill touched. */
export function onePostWhereNothingFailed(history: History): Violation[] {
  const touched = touchedByFaults(history);
  const outcomes = outcomesByOrder(history.outcomes);
  const violations: Violation[] = [];
  for (const [clientOrderId, posts] of ledgerByOrder(history.ledger, 'post'))
    if (posts.length !== 1 && !touched.has(clientOrderId))
      violations.push({
        invariant: 1,
        clientOrderId,
        text: `${posts.length} POSTs although nothing failed: ${storyOf(posts, outcomes.get(clientOrderId) ?? [])}`,
      });
  return violations;
}

/** When the venue took each POST, and what the executor heard: whether a machine that stood still explains it. */
function storyOf(posts: readonly LedgerEntry[], told: readonly LoggedOutcome[]): string {
  const taken = posts.map(({ atMs }) => `POST at ${atMs}`);
  const heard = verdictsOf(told).flatMap(({ outcome }) =>
    (outcome.evidence ?? []).map(({ atMs, action, result }) => `${action} at ${atMs}: ${result}`),
  );
  return [...taken, ...heard].join(', ');
}

/** The orders whose POST may rightly have been repeated. */
export function touchedByFaults(history: History): Set<string> {
  const touched = new Set<string>();
  for (const entry of history.ledger)
    if (entry.fault !== undefined && entry.clientOrderId !== undefined)
      touched.add(entry.clientOrderId);

  const outcomes = outcomesByOrder(history.outcomes);
  for (const [clientOrderId, posts] of ledgerByOrder(history.ledger, 'post')) {
    const postedMs = posts[0]?.atMs ?? 0;
    const told = outcomes.get(clientOrderId) ?? [];
    if (resolutionsOf(told).some(isResend)) touched.add(clientOrderId);
    const verdictMs = verdictsOf(told)[0]?.logTimeMs ?? Infinity;
    if (
      history.killsMs.some((killMs) => postedMs <= killMs && verdictMs >= killMs - KILL_SHADOW_MS)
    )
      touched.add(clientOrderId);
  }
  return touched;
}

const isResend = ({ outcome }: LoggedOutcome) => outcome.reason?.code === 'RESOLVED_RESEND';
