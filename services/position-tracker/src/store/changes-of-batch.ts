import {
  type BookState,
  type BookWatch,
  type OrderState,
  type Position,
  StateHash,
  standingOf,
} from '@orderonce/positions';

/** What a batch changed so far, and how it was before the batch. */
export class ChangesOfBatch implements BookWatch {
  readonly positions = new Map<string, Position | undefined>();
  readonly orders = new Map<string, OrderState | undefined>();
  readonly chains = new Set<string>();

  position(instrument: string, before: Position | undefined): void {
    if (!this.positions.has(instrument)) this.positions.set(instrument, before);
  }

  order(key: string, before: OrderState | undefined): void {
    if (!this.orders.has(key)) this.orders.set(key, before);
  }

  chain(key: string): void {
    this.chains.add(key);
  }

  /** Whether an order of `book` was open or in doubt before the batch. */
  wasLive(key: string, { orders }: BookState): boolean {
    const before = this.orders.has(key) ? this.orders.get(key) : orders.get(key)?.state;
    return before !== undefined && standingOf(before) !== 'none';
  }

  /** The state hash of `book`, from the one that it had before the batch. */
  hashAfter(hash: string, { instruments, orders }: BookState): string {
    const kept = new StateHash(hash);
    for (const [key, before] of this.positions)
      kept.changePosition(key, before, instruments.get(key)?.position);
    for (const [key, before] of this.orders) kept.changeOrder(key, before, orders.get(key)?.state);
    return kept.hex;
  }

  clear(): void {
    this.positions.clear();
    this.orders.clear();
    this.chains.clear();
  }
}
