import type { Outcome } from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';
import type { Difference } from './finding.ts';

const MOST_KEPT = 100;

/** Plain data. */
export interface ComparedKeys {
  readonly same: number;
  readonly different: number;
  /** The first ones. */
  readonly differences: readonly Difference[];
}

/**
 * Content keys that were told against those that come out here. They depend on the executors' settings: where not a
 * single one is the same, the settings are other ones, and nothing is said about the orders.
 */
export class ContentKeys {
  #same = 0;
  #different = 0;
  readonly #differences: Difference[] = [];

  compare(
    own: string | undefined,
    { contentKey: told, clientOrderId }: Outcome,
    at: RecordPosition,
  ): void {
    if (told === undefined) return;
    if (own === told) {
      this.#same += 1;
      return;
    }
    this.#different += 1;
    if (this.#differences.length >= MOST_KEPT) return;
    const expected = `content key ${own ?? 'absent'}`;
    const { topic, partition, offset } = at;
    const place = { topic, partition, offset };
    const named = clientOrderId !== undefined && { clientOrderId };
    this.#differences.push({
      ...{ about: 'content key', expected, found: told, recorded: place },
      ...named,
    });
  }

  compared(): ComparedKeys {
    return { same: this.#same, different: this.#different, differences: this.#differences };
  }
}
