import type { Outcome } from '@orderonce/contracts';
import { groupBy, outcomesByOrder, verdictsOf } from './by-order.ts';
import type { History, Violation } from './history.ts';

/** Invariant 2: every intent gets exactly one verdict or a hold with a reason, and never two different verdicts. */
export function exactlyOneVerdict(history: History): Violation[] {
  const byOrder = outcomesByOrder(history.outcomes);
  const violations: Violation[] = [];
  for (const [clientOrderId] of groupBy(history.intents, ({ intent }) => intent.clientOrderId)) {
    const outcomes = byOrder.get(clientOrderId) ?? [];
    const different = new Set(verdictsOf(outcomes).map(({ outcome }) => sameEvent(outcome)));
    const holds = outcomes.filter(({ outcome }) => outcome.execType === 'HELD');
    const complain = (text: string) => violations.push({ invariant: 2, clientOrderId, text });
    if (different.size > 1) complain(`different verdicts: ${[...different].join(' and ')}`);
    if (different.size === 0 && holds.length === 0) complain('no verdict and no hold');
    if (holds.some(({ outcome }) => outcome.reason === undefined))
      complain('held without a reason');
  }
  return violations;
}

/** What makes two records the same event: everything but attempts, evidence and times. */
function sameEvent(outcome: Outcome): string {
  const { evidence: _evidence, transactTimeMs: _time, intent: _copy, reason, ...event } = outcome;
  return JSON.stringify({ ...event, reasonCode: reason?.code });
}
