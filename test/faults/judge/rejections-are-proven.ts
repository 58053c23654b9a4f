import { ledgerByOrder, outcomesByOrder, verdictsOf } from './by-order.ts';
import type { History, Violation } from './history.ts';

/** Invariant 9: `REJECTED` only where the venue's own ledger shows its refusal, and no order. */
export function rejectionsAreProven({ ledger, outcomes }: History): Violation[] {
  const rejected = ledgerByOrder(ledger, 'rejected');
  const violations: Violation[] = [];
  for (const [clientOrderId, logged] of outcomesByOrder(outcomes)) {
    const verdict = verdictsOf(logged)[0]?.outcome;
    if (verdict?.execType !== 'REJECTED' || clientOrderId === undefined) continue;
    // The proof against a cancel is the state of the order it names, not a refused POST.
    if (verdict.origClientOrderId !== undefined) continue;
    if (!rejected.has(clientOrderId))
      violations.push({
        invariant: 9,
        clientOrderId,
        text: 'REJECTED without a refusal of the venue',
      });
  }
  return violations;
}
