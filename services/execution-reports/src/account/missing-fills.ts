import type { BrokerOrder } from '@orderonce/brokers';
import { compare, type Decimal, ZERO } from '@orderonce/contracts';
import { BoundedMap } from '../orders/bounded-map.ts';

/** A list of fills that is only behind has caught up by then. */
const PATIENCE_MS = 10_000;
const MAX_REMEMBERED = 10_000;

/**
 * Finds orders of which the venue shows more filled than the list of fills told, although it was read to its end:
 * a fill that the venue put into the list before those that were read already. Where that goes on, the whole list
 * is to be read again; once for each order, since a list that lacks it for ever must not be read for ever.
 */
export class MissingFills {
  readonly #sinceMs = new Map<string, number>();
  readonly #searched: BoundedMap<string, true> = new BoundedMap(MAX_REMEMBERED);

  /** @returns whether all fills are to be read again. */
  see(order: BrokerOrder, told: Decimal, nowMs: number): boolean {
    const { brokerOrderId, cumQty, replaces } = order;
    // An order in another's place begins with what that one had filled, and nobody says how much that was.
    const isUnclear = replaces !== undefined && compare(told, ZERO) === 0;
    if (isUnclear || compare(told, cumQty) >= 0 || this.#searched.has(brokerOrderId)) {
      this.#sinceMs.delete(brokerOrderId);
      return false;
    }
    const sinceMs = this.#sinceMs.get(brokerOrderId) ?? nowMs;
    if (this.#sinceMs.size < MAX_REMEMBERED) this.#sinceMs.set(brokerOrderId, sinceMs);
    if (nowMs - sinceMs < PATIENCE_MS) return false;
    this.#sinceMs.delete(brokerOrderId);
    this.#searched.set(brokerOrderId, true);
    return true;
  }
}
