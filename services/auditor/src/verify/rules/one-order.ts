import type { OrderFile } from '../order-file.ts';
import type { Court } from './court.ts';

interface Named {
  readonly brokerOrderId?: string | undefined;
  readonly offset: number;
}

/** Invariant 1: an id has one order at the venue, and an order of the venue has one id. */
export function hasOneOrder(order: OrderFile, court: Court, owners: Map<string, OrderFile>): void {
  const first = firstOf(order);
  if (first?.brokerOrderId === undefined) return;
  court.findings.checked('one-order');
  hasOneOwner(order, first, court, owners);
  const other = otherThan(first.brokerOrderId, order);
  if (other === undefined) return;
  court.findings.add({
    check: 'one-order',
    clientOrderId: order.clientOrderId,
    records: [court.outcomeAt(first.offset), court.outcomeAt(other.offset)],
    expected: `broker order id ${first.brokerOrderId} and no other`,
    found: `${other.brokerOrderId}`,
  });
}

const isNamed = ({ brokerOrderId }: Named) => brokerOrderId !== undefined;

/** The verdict tells the order that this intent became, where it does: a cancel's names another's order. */
function verdictOf({ verdict }: OrderFile): Named | undefined {
  return verdict?.execType === 'ACCEPTED' && verdict.isOrder ? verdict : undefined;
}

function firstOf(order: OrderFile): Named | undefined {
  const verdict = verdictOf(order);
  if (verdict !== undefined && isNamed(verdict)) return verdict;
  const { corrections, trades, ends } = order;
  return corrections.find(isNamed) ?? trades.find(isNamed) ?? ends.find(isNamed);
}

/** The verdict need not be looked at: it is the first, or names none. */
function otherThan(id: string, { corrections, trades, ends }: OrderFile): Named | undefined {
  const isOther = (one: Named) => isNamed(one) && one.brokerOrderId !== id;
  return corrections.find(isOther) ?? trades.find(isOther) ?? ends.find(isOther);
}

function hasOneOwner(
  order: OrderFile,
  { brokerOrderId = '', offset }: Named,
  { scope, findings, outcomeAt }: Court,
  owners: Map<string, OrderFile>,
): void {
  const owner = owners.get(brokerOrderId);
  if (owner === undefined) owners.set(brokerOrderId, order);
  // Another account is at another venue, perhaps, with ids of its own.
  if (owner === undefined || owner === order || owner.accountId !== order.accountId) return;
  findings.add({
    check: 'one-order',
    clientOrderId: order.clientOrderId,
    records: [outcomeAt(offset)],
    expected: `a broker order id of its own in partition ${scope.partition}`,
    found: `${brokerOrderId}, which is the order of ${owner.clientOrderId}`,
  });
}
