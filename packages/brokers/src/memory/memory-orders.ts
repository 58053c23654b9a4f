import type { BrokerClock } from '../broker-clock.ts';
import type { BrokerCapabilities } from '../capabilities.ts';
import { isOpen, type MemoryOrder } from './memory-order.ts';

/** The orders of an account, and which of them a client order id names. */
export class MemoryOrders {
  readonly #all: MemoryOrder[] = [];
  readonly #byBrokerOrderId = new Map<string, MemoryOrder>();
  readonly #bySpelledId = new Map<string, MemoryOrder>();
  readonly #capabilities: BrokerCapabilities;
  readonly #clock: BrokerClock;

  constructor(capabilities: BrokerCapabilities, clock: BrokerClock) {
    this.#capabilities = capabilities;
    this.#clock = clock;
  }

  get count(): number {
    return this.#all.length;
  }

  /** Where an id is used again for a second order while the first one lives, the first keeps the name. */
  add(order: MemoryOrder): void {
    const holder = this.withSpelledId(order.spelledId);
    this.#all.push(order);
    this.#byBrokerOrderId.set(order.brokerOrderId, order);
    const keepsName = this.#capabilities.repeatedClientOrderId === 'accepted';
    if (holder === undefined || !keepsName) this.#bySpelledId.set(order.spelledId, order);
  }

  withBrokerOrderId(brokerOrderId: string): MemoryOrder | undefined {
    return this.#byBrokerOrderId.get(brokerOrderId);
  }

  /** The order that has the id now: after its time the venue remembers it no more. */
  withSpelledId(spelledId: string): MemoryOrder | undefined {
    const order = this.#bySpelledId.get(spelledId);
    const { clientOrderIdRetentionMs } = this.#capabilities;
    if (clientOrderIdRetentionMs === null || order?.endedAtMs === undefined) return order;
    const isForgotten = this.#clock.nowMs() - order.endedAtMs >= clientOrderIdRetentionMs;
    return isForgotten ? undefined : order;
  }

  open(): MemoryOrder[] {
    return this.#all.filter(isOpen);
  }

  /** Orders that are shown and open, in the order of their making, after the one with this id. */
  openAfter(brokerOrderId: string | null): MemoryOrder[] {
    const begin = this.#all.findIndex((order) => order.brokerOrderId === brokerOrderId) + 1;
    return this.#all.slice(begin).filter((order) => isOpen(order) && order.hiddenLookUps === 0);
  }
}
