import type { PartitionKeys } from './state-keys.ts';

type KeyName = keyof PartitionKeys;
/** `NOW`: members alone, into the sorted set with Redis's time. `TELL`: ids and data, into the stream. */
type Command = 'HSET' | 'ZADD' | 'ZREM' | 'NOW' | 'TELL';
type Word = string | number;

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

/** The changes of one script call, in their order: each its command, number of its key, number of words, the words. */
export class RedisChanges {
  readonly words: Word[] = [];

  /** One command, as often as it takes for all the words, of which an even number stays together. */
  add(command: Command, key: KeyName, words: readonly Word[]): void {
    for (let from = 0; from < words.length; from += MAX_WORDS) {
      const to = Math.min(from + MAX_WORDS, words.length);
      this.words.push(command, KEY_ORDER.indexOf(key) + 1, to - from);
      for (let at = from; at < to; at += 1) this.words.push(words[at] ?? '');
    }
  }
}
