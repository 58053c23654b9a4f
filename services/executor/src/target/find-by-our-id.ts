import type { BrokerOrder, LookUpResult, RequestKind } from '@orderonce/brokers';
import type { ClientOrderId } from '@orderonce/contracts';
import type { Attempt, Permission } from '../attempt.ts';
import { askVenue } from '../attempt-calls.ts';
import { findOpenOrder } from './read-open-orders.ts';

export type Found =
  | { readonly kind: 'found'; readonly order: BrokerOrder }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'stopped'; readonly permission: Exclude<Permission, 'granted'> };

/**
 * Looks for an order by our id, once. A venue without such a look-up is asked for its open orders: there
 * `absent` may also mean that the order is over.
 */
export async function findByOurId(
  attempt: Attempt,
  id: ClientOrderId,
  kind: RequestKind,
): Promise<Found> {
  const { broker, intake } = attempt;
  if (!broker.capabilities.lookUpByClientOrderId)
    return findOpenOrder(attempt, kind, ({ clientOrderId }) => clientOrderId === id);
  return askVenue<LookUpResult>(attempt, {
    name: 'findByClientOrderId',
    id,
    send: () => broker.findByClientOrderId(id, { timeoutMs: intake.options.brokerTimeoutMs }),
  });
}
