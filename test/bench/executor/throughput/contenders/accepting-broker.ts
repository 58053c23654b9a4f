import { randomUUID } from 'node:crypto';
import { ALPACA_CAPABILITIES, type Broker } from '@orderonce/brokers';
import { ZERO } from '@orderonce/contracts';

/** A venue in this process that accepts every order at once and is asked nothing else. */
export function acceptingBroker(): Broker {
  const notAsked = () => Promise.reject(new Error('this venue only takes orders'));
  return {
    capabilities: ALPACA_CAPABILITIES,
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
    replace: notAsked,
    cancel: notAsked,
    findByClientOrderId: notAsked,
    findByBrokerOrderId: notAsked,
    openOrders: notAsked,
    positions: notAsked,
    account: notAsked,
    fillsAfter: notAsked,
    async *reports() {
      yield { kind: 'disconnected', why: 'lost', text: 'this venue only takes orders' };
    },
    close: async () => {},
  };
}
