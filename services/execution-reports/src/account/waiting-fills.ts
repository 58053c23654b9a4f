import type { BrokerFill } from '@orderonce/brokers';

interface Waiting {
  readonly fills: BrokerFill[];
  nextLookUpMs: number;
}

/** Fills that were read from the venue and are not yet on the log, by the venue's order. */
export class WaitingFills {
  readonly #byOrder = new Map<string, Waiting>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(fill: BrokerFill): void {
    const { brokerOrderId } = fill;
    const waiting = this.#byOrder.get(brokerOrderId) ?? { fills: [], nextLookUpMs: 0 };
    waiting.fills.push(fill);
    this.#byOrder.set(brokerOrderId, waiting);
    this.#size += 1;
  }

  orders(): readonly string[] {
    return [...this.#byOrder.keys()];
  }

  fillsOf(brokerOrderId: string): readonly BrokerFill[] {
    return this.#byOrder.get(brokerOrderId)?.fills ?? [];
  }

  mayLookUp(brokerOrderId: string, nowMs: number): boolean {
    return (this.#byOrder.get(brokerOrderId)?.nextLookUpMs ?? 0) <= nowMs;
  }

  lookUpAgainAt(brokerOrderId: string, nextLookUpMs: number): void {
    const waiting = this.#byOrder.get(brokerOrderId);
    if (waiting !== undefined) waiting.nextLookUpMs = nextLookUpMs;
  }

  /** They are on the log. */
  remove(brokerOrderId: string): void {
    this.#size -= this.fillsOf(brokerOrderId).length;
    this.#byOrder.delete(brokerOrderId);
  }
}
