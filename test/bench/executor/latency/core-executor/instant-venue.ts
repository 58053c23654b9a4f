import type { Broker, BrokerOrder, SubmitRequest } from '@orderonce/brokers';
import { type Evidence, ZERO } from '@orderonce/contracts';

/**
 * A venue in this process that takes every order at once and keeps nothing, so that what is measured is the
 * executor alone.
 */
export function instantVenue(): Broker {
  let orders = 0;
  const unknown = { kind: 'unknown', text: 'this venue keeps nothing' } as const;
  const keepsNothing = (action: Evidence['action']) => ({
    ...unknown,
    evidence: { atMs: Date.now(), action, result: 'unknown' },
  });
  return {
    capabilities: {
      repeatedClientOrderId: 'refused-for-ever',
      lookUpByClientOrderId: true,
      visibilityWindowMs: 1000,
    },
    async submit(request) {
      orders += 1;
      const evidence = { atMs: Date.now(), action: 'submit', result: 'accepted' } as const;
      return { kind: 'accepted', order: orderOf(request, orders), evidence };
    },
    cancel: async () => keepsNothing('cancel'),
    findByClientOrderId: async () => keepsNothing('look-up'),
    findByBrokerOrderId: async () => keepsNothing('look-up'),
    fillsAfter: async () => unknown,
    close: async () => {},
  };
}

function orderOf({ clientOrderId, order }: SubmitRequest, count: number): BrokerOrder {
  return {
    // As long as a venue's UUID: the bytes of an outcome are a part of what is measured.
    brokerOrderId: `61e69015-8549-4bfd-b9c3-${String(count).padStart(12, '0')}`,
    clientOrderId,
    body: order,
    ordStatus: 'NEW',
    cumQty: ZERO,
  };
}
