import { ledgerByOrder } from './by-order.ts';
import type { History, Violation } from './history.ts';

/** Invariant 4: one client order id never carries two payloads at the venue. */
export function onePayloadPerId({ ledger }: History): Violation[] {
  const violations: Violation[] = [];
  for (const [clientOrderId, posts] of ledgerByOrder(ledger, 'post')) {
    const payloads = new Set(posts.map((post) => post.payload));
    if (payloads.size > 1)
      violations.push({
        invariant: 4,
        clientOrderId,
        text: `sent with ${payloads.size} payloads: ${[...payloads].join(' and ')}`,
      });
  }
  return violations;
}
