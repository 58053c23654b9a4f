import type { Runtime } from '../runtime.ts';
import { isOpen, type Order } from './order.ts';

/**
 * Sessions of one length, one after the other without a pause, counted from 1970: whoever knows the length
 * knows every end. Orders for the day end with their session.
 */
export class TradingSession {
  readonly #runtime: Runtime;
  readonly #lengthMs: number;
  #orders: Order[] = [];
  #endsAtMs = 0;

  /** `lengthMs` null: one session that never ends. */
  constructor(runtime: Runtime, lengthMs: number | null) {
    this.#runtime = runtime;
    this.#lengthMs = lengthMs ?? Number.POSITIVE_INFINITY;
  }

  /** The end of the session that is on; null: none comes. */
  endsAtMs(): number | null {
    if (this.#lengthMs === Number.POSITIVE_INFINITY) return null;
    return (Math.floor(this.#runtime.nowMs() / this.#lengthMs) + 1) * this.#lengthMs;
  }

  /** Calls `expire` at the end of the session, if the order is for the day and still open then. */
  watch(order: Order, expire: (order: Order) => void): void {
    const endsAtMs = this.endsAtMs();
    if (endsAtMs === null || order.request.timeInForce !== 'day') return;
    if (endsAtMs !== this.#endsAtMs) {
      // The first order of a session sets its clock.
      const orders: Order[] = [];
      this.#orders = orders;
      this.#endsAtMs = endsAtMs;
      this.#runtime.after(endsAtMs - this.#runtime.nowMs(), () => {
        for (const each of orders) if (isOpen(each)) expire(each);
      });
    }
    this.#orders.push(order);
  }
}
