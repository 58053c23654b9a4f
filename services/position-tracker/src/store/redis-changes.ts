import type { PartitionKeys } from './state-keys.ts';

type KeyName = keyof PartitionKeys;
/** `ZADD-NOW`: members alone, scored with Redis's time. */
type Command = 'HSET' | 'ZADD' | 'ZADD-NOW' | 'ZREM' | 'XADD' | 'XTRIM';

/** The order of the script's KEYS. */
export const KEY_ORDER = [
  'progress',
  'positions',
  'orders',
  'outcomes',
  'moves',
  'live',
  'ended',
  'strangers',
  'events',
] as const satisfies readonly KeyName[];

/** Lua takes no more words at once than fit its stack. */
const MAX_WORDS = 4_000;

/** The changes of one script call, in their order. */
export class RedisChanges {
  readonly #words: (string | number)[] = [];
  #count = 0;

  /** One command, as it is. */
  add(command: Command, key: KeyName, words: readonly (string | number)[]): void {
    if (words.length === 0) return;
    this.#words.push(command, KEY_ORDER.indexOf(key) + 1, words.length, ...words);
    this.#count += 1;
  }

  /** One command as often as it takes for all its words, of which an even number stands together. */
  addAll(command: Command, key: KeyName, words: readonly (string | number)[]): void {
    for (let at = 0; at < words.length; at += MAX_WORDS)
      this.add(command, key, words.slice(at, at + MAX_WORDS));
  }

  /** How many there are, then each. */
  get words(): readonly (string | number)[] {
    return [this.#count, ...this.#words];
  }
}
