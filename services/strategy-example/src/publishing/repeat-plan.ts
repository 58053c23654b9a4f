export interface RepeatPlanOptions {
  /** The share of items that come again, 0 to 1. */
  readonly ratio: number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** An item comes again after at most this many others. */
const LONGEST_LAG = 100;

/**
 * Draws which intents are published again, and when: the same intent with the same id, as a strategy does that
 * lost its acknowledgement. Shows that the second copy never becomes a second order.
 */
export class RepeatPlan<Item> {
  readonly #options: RepeatPlanOptions;
  #count = 0;
  #planned: { readonly item: Item; readonly due: number }[] = [];

  constructor(options: RepeatPlanOptions) {
    this.#options = options;
  }

  /** Takes the next item; gives those that are due to come again after it. */
  after(item: Item): readonly Item[] {
    const { ratio, random } = this.#options;
    this.#count += 1;
    if (random() < ratio) {
      const lag = Math.floor(random() * LONGEST_LAG);
      this.#planned.push({ item, due: this.#count + lag });
    }
    const isDue = ({ due }: { readonly due: number }) => due <= this.#count;
    const now = this.#planned.filter(isDue);
    if (now.length > 0) this.#planned = this.#planned.filter((planned) => !isDue(planned));
    return now.map((planned) => planned.item);
  }

  /** Those that were still to come when there are no more items. */
  rest(): readonly Item[] {
    const left = this.#planned;
    this.#planned = [];
    return left.map((planned) => planned.item);
  }
}
