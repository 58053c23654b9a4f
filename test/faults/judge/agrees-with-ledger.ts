import { canonical, compare, decimal, type OrderOutcome } from '@orderonce/contracts';
import { ledgerByOrder, outcomesByOrder, resolutionsOf, verdictsOf } from './by-order.ts';
import type { History, LedgerEntry, LoggedOutcome, Violation } from './history.ts';

/** Invariant 3: outcomes and ledger tell the same orders and the same fills, both ways. */
export function agreesWithLedger(history: History): Violation[] {
  const byOrder = outcomesByOrder(history.outcomes);
  const accepted = ledgerByOrder(history.ledger, 'accepted');
  const violations: Violation[] = [];
  for (const [clientOrderId, [order]] of accepted) {
    if (!order) continue;
    const told = byOrder.get(clientOrderId) ?? [];
    const verdict = verdictsOf(told)[0]?.outcome;
    const isHeld = told.some(({ outcome }) => outcome.execType === 'HELD');
    if ((verdict === undefined && isHeld) || isCorrected(order, told)) continue;
    const text = disagreement(order, verdict as OrderOutcome | undefined);
    if (text !== null) violations.push({ invariant: 3, clientOrderId, text });
  }
  for (const [clientOrderId, logged] of byOrder) {
    const [verdict] = verdictsOf(logged);
    if (
      verdict?.outcome.execType === 'ACCEPTED' &&
      verdict.outcome.origClientOrderId === undefined &&
      clientOrderId !== undefined &&
      !accepted.has(clientOrderId)
    )
      violations.push({ invariant: 3, clientOrderId, text: 'ACCEPTED, but not in the ledger' });
  }
  return [...violations, ...fillsAgree(history)];
}

/**
 * A person may err about an order that nobody could see. Then a correction has to follow; without a person's
 * word it is the executor that erred, and a correction excuses nothing.
 */
function isCorrected({ brokerOrderId }: LedgerEntry, told: readonly LoggedOutcome[]): boolean {
  const isCorrection = ({ outcome }: LoggedOutcome) =>
    outcome.execType === 'CORRECTION' && outcome.brokerOrderId === brokerOrderId;
  return resolutionsOf(told).length > 0 && told.some(isCorrection);
}

function disagreement(order: LedgerEntry, verdict: OrderOutcome | undefined): string | null {
  if (verdict === undefined) return 'in the ledger, but without a verdict';
  if (verdict.execType !== 'ACCEPTED') return `in the ledger, but ${verdict.execType}`;
  if (verdict.brokerOrderId !== order.brokerOrderId)
    return `broker order id ${verdict.brokerOrderId}, in the ledger ${order.brokerOrderId}`;
  // What differs was seen and named by whoever adopted it.
  if (verdict.reason?.code === 'RESOLVED_ADOPT') return null;
  if (verdict.side !== order.side || verdict.symbol !== order.symbol)
    return `${verdict.side} ${verdict.symbol}, in the ledger ${order.side} ${order.symbol}`;
  if (verdict.quantity === undefined || !isSameAmount(verdict.quantity, order.quantity))
    return `quantity ${verdict.quantity}, in the ledger ${order.quantity}`;
  return null;
}

function fillsAgree({ ledger, outcomes }: History): Violation[] {
  const trades = outcomes.filter(
    ({ outcome }) => outcome.execType === 'TRADE' || outcome.execType === 'EXTERNAL',
  );
  const told = new Set(trades.map(tradeName));
  const filled = new Set(ledger.filter((entry) => entry.kind === 'fill').map(fillName));
  const complain = (text: string): Violation => ({ invariant: 3, text });
  return [
    ...[...told]
      .filter((name) => !filled.has(name))
      .map((name) => complain(`the trade ${name} is not in the ledger`)),
    ...[...filled]
      .filter((name) => !told.has(name))
      .map((name) => complain(`the fill ${name} has no outcome`)),
  ];
}

const fillName = ({ brokerOrderId, quantity, price, cumQty }: LedgerEntry) =>
  `${brokerOrderId}: ${spell(quantity)} at ${spell(price)}, ${spell(cumQty)} in all`;
const tradeName = ({ outcome }: LoggedOutcome) =>
  `${outcome.brokerOrderId}: ${spell(outcome.lastQty)} at ${spell(outcome.lastPx)}, ${spell(outcome.cumQty)} in all`;

function spell(amount: string | undefined): string {
  return amount === undefined ? '?' : canonical(decimal(amount));
}

function isSameAmount(a: string, b: string | undefined): boolean {
  return b !== undefined && compare(decimal(a), decimal(b)) === 0;
}
