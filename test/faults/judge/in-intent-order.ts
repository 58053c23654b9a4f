import { groupBy, ledgerByOrder } from './by-order.ts';
import type { History, LoggedIntent, Violation } from './history.ts';

/** Invariant 6: for each account and symbol the venue accepts orders in the order of their intents. */
export function inIntentOrder({ ledger, intents }: History): Violation[] {
  const acceptedAt = new Map(
    [...ledgerByOrder(ledger, 'accepted')].map(([id, entries]) => [id, entries[0]?.seq ?? 0]),
  );
  const violations: Violation[] = [];
  for (const [instrument, logged] of groupBy(intents, instrumentOf)) {
    let latest = { seq: -1, clientOrderId: '' };
    for (const { intent } of firstCopies(logged)) {
      const seq = acceptedAt.get(intent.clientOrderId);
      if (seq === undefined) continue;
      if (seq < latest.seq)
        violations.push({
          invariant: 6,
          clientOrderId: intent.clientOrderId,
          text: `accepted before ${latest.clientOrderId}, whose intent on ${instrument} came first`,
        });
      else latest = { seq, clientOrderId: intent.clientOrderId };
    }
  }
  return violations;
}

const instrumentOf = ({ intent }: LoggedIntent) => `${intent.accountId}:${intent.symbol}`;

function firstCopies(logged: readonly LoggedIntent[]): LoggedIntent[] {
  const byId = groupBy(logged, ({ intent }) => intent.clientOrderId);
  return [...byId.values()].flatMap(([first]) => (first ? [first] : []));
}
