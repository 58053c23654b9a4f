import type { Order } from './order.ts';

/** The orders that wait for the market, by symbol. */
export class RestingOrders {
  readonly #bySymbol = new Map<string, Set<Order>>();

  get isEmpty(): boolean {
    return this.#bySymbol.size === 0;
  }

  add(order: Order): void {
    const { symbol } = order.request;
    const orders = this.#bySymbol.get(symbol) ?? new Set();
    orders.add(order);
    this.#bySymbol.set(symbol, orders);
  }

  delete(order: Order): void {
    const { symbol } = order.request;
    const orders = this.#bySymbol.get(symbol);
    orders?.delete(order);
    if (orders?.size === 0) this.#bySymbol.delete(symbol);
  }

  /** A copy: whoever walks it may take orders out. */
  bySymbol(): [string, Order[]][] {
    return [...this.#bySymbol].map(([symbol, orders]) => [symbol, [...orders]]);
  }
}
