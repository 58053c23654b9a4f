import { randomUUID } from 'node:crypto';
import type { Broker } from '@orderonce/brokers';
import { ZERO } from '@orderonce/contracts';

/** A venue in this process that accepts every order at once and is asked nothing else. */
export function acceptingBroker(): Broker {
  const notAsked = () => Promise.reject(new Error('this venue only takes orders'));
  return {
    capabilities: {
      repeatedClientOrderId: 'refused-for-ever',
      lookUpByClientOrderId: true,
      visibilityWindowMs: 10_000,
    },
    submit: async ({ clientOrderId, order }) => ({
      kind: 'accepted',
      order: {
        brokerOrderId: randomUUID(),
        clientOrderId,
        body: order,
        ordStatus: 'NEW',
        cumQty: ZERO,
      },
      evidence: { atMs: Date.now(), action: 'submit', result: 'http 200', latencyMs: 0.125 },
    }),
    cancel: notAsked,
    findByClientOrderId: notAsked,
    findByBrokerOrderId: notAsked,
    fillsAfter: notAsked,
    close: async () => {},
  };
}
