import type { BrokerOrder, RequestKind } from '@orderonce/brokers';
import type { Attempt, Permission } from '../attempt.ts';
import type { Found } from './find-by-our-id.ts';

export type OpenOrders =
  | { readonly kind: 'found'; readonly orders: readonly BrokerOrder[] }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'stopped'; readonly permission: Exclude<Permission, 'granted'> };

/**
 * All open orders that we have words for, page by page. An order that stands on two pages is there once.
 *
 * The first call is made under a permission that the caller asked for; each further one asks for its own.
 */
export async function readOpenOrders(attempt: Attempt, kind: RequestKind): Promise<OpenOrders> {
  const { broker, intake } = attempt;
  const orders = new Map<string, BrokerOrder>();
  for (let after: string | null = null; ; ) {
    const page = await broker.openOrders(after, { timeoutMs: intake.options.brokerTimeoutMs });
    if (page.kind === 'unknown') {
      attempt.pauseIfAsked(page.retryAfterMs);
      return { kind: 'unknown' };
    }
    for (const order of page.orders) orders.set(order.brokerOrderId, order);
    if (page.next === null) return { kind: 'found', orders: [...orders.values()] };
    after = page.next;
    const permission = await attempt.permission(kind, 0);
    if (permission !== 'granted') return { kind: 'stopped', permission };
  }
}

export async function findOpenOrder(
  attempt: Attempt,
  kind: RequestKind,
  isMeant: (order: BrokerOrder) => boolean,
): Promise<Found> {
  const open = await readOpenOrders(attempt, kind);
  if (open.kind !== 'found') return open;
  const order = open.orders.find(isMeant);
  return order === undefined ? { kind: 'absent' } : { kind: 'found', order };
}
