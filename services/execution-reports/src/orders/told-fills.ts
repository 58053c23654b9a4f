import { canonical, compare, type Decimal, type Outcome, ZERO } from '@orderonce/contracts';
import { BoundedMap } from './bounded-map.ts';

interface ToldOfOrder {
  readonly cumQtys: Set<string>;
  /** The highest of them. */
  cumQty: Decimal;
}

/**
 * Which fills of the venue's orders are told on the topic, or on their way there. A fill is named by its order and
 * the quantity that it came to. All are kept, and not only how far they go: a list of fills may show two of one
 * moment in either order.
 */
export class ToldFills {
  readonly #orders: BoundedMap<string, ToldOfOrder>;

  /** @param maxRemembered orders; the fills of one that was forgotten may be told again, as the same events */
  constructor(maxRemembered: number) {
    this.#orders = new BoundedMap(maxRemembered);
  }

  /** Takes what an outcome tells. They may come repeated and in any order. */
  note({ execType, brokerOrderId, cumQty }: Outcome): void {
    const isFill = execType === 'TRADE' || execType === 'EXTERNAL';
    if (!isFill || brokerOrderId === undefined) return;
    const told = this.#orders.get(brokerOrderId) ?? { cumQtys: new Set(), cumQty: ZERO };
    told.cumQtys.add(canonical(cumQty));
    if (compare(cumQty, told.cumQty) > 0) told.cumQty = cumQty;
    this.#orders.set(brokerOrderId, told);
  }

  /** What the fills told of an order come to, should there be no gap between them. */
  cumQty(brokerOrderId: string): Decimal {
    return this.#orders.get(brokerOrderId)?.cumQty ?? ZERO;
  }

  has(brokerOrderId: string, cumQty: Decimal): boolean {
    return this.#orders.get(brokerOrderId)?.cumQtys.has(canonical(cumQty)) === true;
  }
}
