import { hashOfId, KnownIds } from '../report/known-ids.ts';

/** Outcome ids as a set: how many different ones there are, and a digest that knows no order. */
export class OutcomeIds {
  readonly #known = new KnownIds();
  #high = 0;
  #low = 0;

  add(outcomeId: string): void {
    const hash = hashOfId(outcomeId);
    if (!this.#known.addHash(hash)) return;
    this.#high ^= Math.floor(hash / LOW);
    this.#low ^= hash % LOW;
  }

  get count(): number {
    return this.#known.size;
  }

  /** Of several partitions, they are put together by exclusive or. */
  get digest(): bigint {
    return (BigInt(this.#high >>> 0) << 32n) | BigInt(this.#low >>> 0);
  }
}

const LOW = 2 ** 32;
