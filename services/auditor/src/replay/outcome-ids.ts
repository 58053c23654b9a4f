import { hash } from 'node:crypto';
import { KnownIds } from '../report/known-ids.ts';

/** Outcome ids as a set: how many different ones there are, and a digest that knows no order. */
export class OutcomeIds {
  readonly #known = new KnownIds();
  #digest = 0n;

  add(outcomeId: string): void {
    if (!this.#known.add(outcomeId)) return;
    this.#digest ^= BigInt(`0x${hash('sha256', outcomeId).slice(0, 16)}`);
  }

  get count(): number {
    return this.#known.size;
  }

  /** 16 hex digits. */
  get digest(): bigint {
    return this.#digest;
  }
}
