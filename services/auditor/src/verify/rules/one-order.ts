import type { OrderFile } from '../order-file.ts';
import type { Court } from './court.ts';

interface Named {
  readonly brokerOrderId: string;
  readonly offset: number;
}

/** Everything that names the order that this intent became. A cancel's outcomes name another's order. */
function* brokerOrdersOf(order: OrderFile): Generator<Named> {
  const { verdict } = order;
  if (verdict?.execType === 'ACCEPTED' && verdict.isOrder) yield* named(verdict);
  for (const correction of order.corrections) yield* named(correction);
  for (const trade of order.trades) yield* named(trade);
  for (const end of order.ends) yield* named(end);
}

function* named({
  brokerOrderId,
  offset,
}: {
  readonly brokerOrderId: string | undefined;
  readonly offset: number;
}): Generator<Named> {
  if (brokerOrderId !== undefined) yield { brokerOrderId, offset };
}

/** Invariant 1: an id has one order at the venue, and an order of the venue has one id. */
export function hasOneOrder(order: OrderFile, court: Court, owners: Map<string, OrderFile>): void {
  let first: Named | undefined;
  for (const one of brokerOrdersOf(order)) {
    if (first === undefined) {
      court.findings.checked('one-order');
      first = one;
      hasOneOwner(order, one, court, owners);
    } else if (one.brokerOrderId !== first.brokerOrderId) {
      court.findings.add({
        check: 'one-order',
        clientOrderId: order.clientOrderId,
        records: [court.outcomeAt(first.offset), court.outcomeAt(one.offset)],
        expected: `broker order id ${first.brokerOrderId} and no other`,
        found: one.brokerOrderId,
      });
      return;
    }
  }
}

function hasOneOwner(
  order: OrderFile,
  { brokerOrderId, offset }: Named,
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
