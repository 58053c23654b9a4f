import { hash } from 'node:crypto';

/**
 * Chance that can be repeated: the same seed and the same names give the same numbers and ids, in whatever
 * order they are drawn.
 */
export class Draw {
  readonly #seed: string;
  readonly #lasting = new Map<string, string>();

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** From 0, inclusive, to 1, exclusive. */
  fraction(...names: readonly (string | number)[]): number {
    return Number.parseInt(this.#digest(names).slice(0, 8), 16) / 2 ** 32;
  }

  /** A UUID of version 4 by its form. */
  uuid(...names: readonly (string | number)[]): string {
    const hex = this.#digest(names);
    const variant = '89ab'[Number.parseInt(hex.slice(16, 17), 16) % 4];
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  /** The same as `uuid`, remembered: for what is asked again and again. */
  lastingUuid(kind: string, name: string): string {
    const key = `${kind} ${name}`;
    let uuid = this.#lasting.get(key);
    if (uuid === undefined) {
      uuid = this.uuid(kind, name);
      this.#lasting.set(key, uuid);
    }
    return uuid;
  }

  #digest(names: readonly (string | number)[]): string {
    return hash('sha1', JSON.stringify([this.#seed, ...names]));
  }
}
