import { compare } from '../fold/amount.ts';
import { type CountedFills, NO_FILLS } from '../fold/counted-fills.ts';

interface Counted {
  readonly key: string;
  /** What was counted of this order alone. */
  readonly fills: CountedFills;
}

/** What is known of one order's chain. */
export interface ChainPlace {
  /** An order before it in its chain, the first one as far as was known; absent on the first one. */
  readonly ahead?: string;
  /** On the first order of a chain of more than one. */
  readonly fills?: CountedFills;
}

/**
 * What was counted of each replace chain. A venue tells the fills of a replacement cumulatively, those of the orders
 * before it included, so all orders of one chain share one count.
 */
export class FillChains {
  readonly #places = new Map<string, ChainPlace>();
  readonly #onChange: (key: string) => void;

  /** @param onChange hears the key of each place that was changed */
  constructor(onChange: (key: string) => void = () => {}) {
    this.#onChange = onChange;
  }

  isLinked(key: string): boolean {
    return this.#places.get(key)?.ahead !== undefined;
  }

  /** Undefined: the order is in no chain. */
  fillsOf(key: string): CountedFills | undefined {
    return this.#places.get(this.firstOf(key))?.fills;
  }

  note(key: string, fills: CountedFills): void {
    this.#put(this.firstOf(key), { fills });
  }

  /**
   * Puts a replacement, with what may have been counted behind it, into the chain of the order that it names.
   *
   * @returns what was counted twice until now: the replacement's fills came before anybody knew what it replaced
   */
  link(replacement: Counted, named: Counted): CountedFills {
    const first = this.firstOf(named.key);
    const ahead = this.#places.get(first)?.fills ?? named.fills;
    const own = this.fillsOf(replacement.key) ?? replacement.fills;
    // Two replaces that name each other are nobody's chain.
    if (first === replacement.key) return NO_FILLS;
    this.#put(replacement.key, { ahead: first });
    const isOwnLonger = compare(own.cumQty, ahead.cumQty) > 0;
    this.#put(first, { fills: isOwnLonger ? own : ahead });
    return isOwnLonger ? ahead : own;
  }

  /** The first order of the chain, as far as it is known; the order itself when it is in none. */
  firstOf(key: string): string {
    let first = key;
    for (let next = this.#places.get(first)?.ahead; next; next = this.#places.get(first)?.ahead)
      first = next;
    return first;
  }

  placeOf(key: string): ChainPlace | undefined {
    return this.#places.get(key);
  }

  /** Puts back what `placeOf` gave at another time. */
  restore(key: string, place: ChainPlace): void {
    this.#places.set(key, place);
  }

  /** Lets go of one order's place; whoever needs it later restores it before. */
  forget(key: string): void {
    this.#places.delete(key);
  }

  #put(key: string, place: ChainPlace): void {
    this.#places.set(key, place);
    this.#onChange(key);
  }
}
