import type { TradingSymbol } from '@orderonce/contracts';
import type { Attempt, Permission } from '../attempt.ts';
import { readOpenOrders } from '../target/read-open-orders.ts';
import type { Holding } from './closing-order.ts';

export type HoldingRead =
  | { readonly kind: 'found'; readonly holding: Holding }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'stopped'; readonly permission: Exclude<Permission, 'granted'> };

/**
 * What the venue shows of one instrument. Open orders come first, so that what fills in between is counted twice
 * and not never: less is closed than could be, and never more.
 *
 * ```
 * position 10, an order that closes 4 is open:  orders: 4 ── it fills ── position: 6  →  2 are closed
 * the other way round:                          position: 10 ── it fills ── orders: 0  →  10 of 6
 * ```
 *
 * A position that nobody here can read may be this one: then it is unknown. Open orders that nobody can read are
 * the venue's to count: it says itself how much is free, and refuses what would do more than reduce.
 */
export async function readHolding(attempt: Attempt, symbol: TradingSymbol): Promise<HoldingRead> {
  const { broker, intake } = attempt;
  const open = await readOpenOrders(attempt, 'look-up');
  if (open.kind !== 'found') return open;
  const permission = await attempt.permission('look-up', 0);
  if (permission !== 'granted') return { kind: 'stopped', permission };
  const held = await broker.positions({ timeoutMs: intake.options.brokerTimeoutMs });
  if (held.kind === 'unknown') {
    attempt.pauseIfAsked(held.retryAfterMs);
    return { kind: 'unknown' };
  }
  if (held.unrecognised.length > 0 && !held.positions.some((each) => each.symbol === symbol))
    return { kind: 'unknown' };
  return {
    kind: 'found',
    holding: {
      position: held.positions.find((position) => position.symbol === symbol),
      openOrders: open.orders.filter(({ body }) => body.symbol === symbol),
    },
  };
}
