import { compare } from '@orderonce/contracts';
import { type CountedFills, NO_FILLS } from '../fold/counted-fills.ts';

interface Counted {
  readonly key: string;
  /** What was counted of this order alone. */
  readonly fills: CountedFills;
}

/**
 * What was counted of each replace chain. A venue tells the fills of a replacement cumulatively, those of the orders
 * before it included, so all orders of one chain share one count.
 */
export class FillChains {
  /** From a replacement to the order that its intent named. */
  readonly #named = new Map<string, string>();
  /** By the first order of a chain of more than one. */
  readonly #fills = new Map<string, CountedFills>();

  isLinked(key: string): boolean {
    return this.#named.has(key);
  }

  /** Undefined: the order is in no chain. */
  fillsOf(key: string): CountedFills | undefined {
    return this.#fills.get(this.#firstOf(key));
  }

  note(key: string, fills: CountedFills): void {
    this.#fills.set(this.#firstOf(key), fills);
  }

  /**
   * Puts a replacement, with what may have been counted behind it, into the chain of the order that it names.
   *
   * @returns what was counted twice until now: the replacement's fills came before anybody knew what it replaced
   */
  link(replacement: Counted, named: Counted): CountedFills {
    const first = this.#firstOf(named.key);
    const ahead = this.#fills.get(first) ?? named.fills;
    const own = this.fillsOf(replacement.key) ?? replacement.fills;
    // Two replaces that name each other are nobody's chain.
    if (first === replacement.key) return NO_FILLS;
    this.#named.set(replacement.key, named.key);
    this.#fills.delete(replacement.key);
    const isOwnLonger = compare(own.cumQty, ahead.cumQty) > 0;
    this.#fills.set(first, isOwnLonger ? own : ahead);
    return isOwnLonger ? ahead : own;
  }

  #firstOf(key: string): string {
    let first = key;
    for (let next = this.#named.get(first); next !== undefined; next = this.#named.get(first))
      first = next;
    return first;
  }
}
