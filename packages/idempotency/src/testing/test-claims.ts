import type { ClaimEvent } from '../claims/claim-observer.ts';
import { createOrderClaims } from '../create-order-claims.ts';
import type { HeldOrders } from '../held-orders.ts';
import type { OrderClaims } from '../order-claims.ts';
import type { OrderClaimsOptions } from '../order-claims-options.ts';
import type { RecordStore } from '../store/record-store.ts';

export interface TestClaims extends OrderClaims, HeldOrders {
  readonly events: ClaimEvent[];
  /** How often something of this kind was observed. */
  readonly count: (kind: ClaimEvent['kind']) => number;
}

let tokens = 0;

/** Claims with real clocks and a lease of ten seconds. */
export function testClaims(
  store: RecordStore,
  changes: Partial<OrderClaimsOptions> = {},
): TestClaims {
  const events: ClaimEvent[] = [];
  const claims = createOrderClaims({
    store,
    clock: { monotonicMs: () => performance.now(), epochMs: () => Date.now() },
    randomToken: () => `t${process.pid}-${++tokens}`,
    leaseMs: 10_000,
    sendMarginMs: 100,
    probeIntervalMs: 20,
    observe: (event) => void events.push(event),
    ...changes,
  });
  return {
    ...claims,
    events,
    count: (kind) => events.filter((event) => event.kind === kind).length,
  };
}
