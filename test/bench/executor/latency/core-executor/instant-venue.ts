import type { Broker, BrokerOrder, LookUpResult, SubmitRequest } from '@orderonce/brokers';
import { type Evidence, ZERO } from '@orderonce/contracts';

/**
 * A venue in this process that takes every order at once and keeps nothing, so that what is measured is the
 * executor alone. Orders on `silentSymbols` get no answer within the caller's time, however often they are sent.
 */
export function instantVenue(silentSymbols: ReadonlySet<string>): Broker {
  let orders = 0;
  const unknown = { kind: 'unknown', text: 'this venue does not answer' } as const;
  const noOrder = (action: Evidence['action']): LookUpResult => ({
    ...unknown,
    evidence: { atMs: Date.now(), action, result: 'unknown' },
  });
  return {
    capabilities: {
      repeatedClientOrderId: 'refused-for-ever',
      lookUpByClientOrderId: true,
      visibilityWindowMs: 1000,
    },
    async submit(request, { timeoutMs }) {
      const evidence = { atMs: Date.now(), action: 'submit', result: 'accepted' } as const;
      if (silentSymbols.has(request.order.symbol)) {
        await new Promise((resolve) => setTimeout(resolve, timeoutMs));
        return { ...unknown, evidence: { ...evidence, result: 'timeout' } };
      }
      orders += 1;
      return { kind: 'accepted', order: orderOf(request, orders), evidence };
    },
    cancel: async () => ({
      ...unknown,
      evidence: { atMs: Date.now(), action: 'cancel', result: 'unknown' },
    }),
    findByClientOrderId: async () => noOrder('look-up'),
    findByBrokerOrderId: async () => noOrder('look-up'),
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
