import type { BrokerFill } from '@orderonce/brokers';
import { compare } from '@orderonce/contracts';

interface Waiting {
  readonly fills: BrokerFill[];
  nextLookUpMs: number;
}

/** Fills that were read from the venue and are not told yet, by the venue's order. */
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

  /** As they happened: of two in one moment the venue may list the later one first. */
  fillsOf(brokerOrderId: string): readonly BrokerFill[] {
    const fills = this.#byOrder.get(brokerOrderId)?.fills ?? [];
    return fills.toSorted((a, b) => compare(a.cumQty, b.cumQty));
  }

  mayLookUp(brokerOrderId: string, nowMs: number): boolean {
    return (this.#byOrder.get(brokerOrderId)?.nextLookUpMs ?? 0) <= nowMs;
  }

  lookUpAgainAt(brokerOrderId: string, nextLookUpMs: number): void {
    const waiting = this.#byOrder.get(brokerOrderId);
    if (waiting !== undefined) waiting.nextLookUpMs = nextLookUpMs;
  }

  /** They are told. */
  remove(brokerOrderId: string): void {
    this.#size -= this.#byOrder.get(brokerOrderId)?.fills.length ?? 0;
    this.#byOrder.delete(brokerOrderId);
  }
}
