const SHARDS = 256;
/** Sequence and hex digits of an id, or half a hash: what differs between keys stands at their end. */
const SPREADING_CHARS = 24;

/**
 * A map in small pieces. V8 moves every entry of a map at once when the map doubles or shrinks, which takes
 * tens of milliseconds at a million; of a piece with a few thousand nobody notices.
 */
export class ShardedMap<Value> {
  readonly #shards = Array.from({ length: SHARDS }, () => new Map<string, Value>());
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Entries that V8 moves at once at the most. */
  get largestShard(): number {
    return Math.max(...this.#shards.map((shard) => shard.size));
  }

  get(key: string): Value | undefined {
    return this.#shardOf(key).get(key);
  }

  set(key: string, value: Value): void {
    const shard = this.#shardOf(key);
    const before = shard.size;
    shard.set(key, value);
    this.#size += shard.size - before;
  }

  delete(key: string): void {
    if (this.#shardOf(key).delete(key)) this.#size -= 1;
  }

  #shardOf(key: string): Map<string, Value> {
    let mixed = 0;
    for (let at = Math.max(0, key.length - SPREADING_CHARS); at < key.length; at++)
      mixed = (mixed * 31 + key.charCodeAt(at)) >>> 0;
    const shard = this.#shards[mixed % SHARDS];
    if (shard === undefined) throw new RangeError('a shard is missing');
    return shard;
  }
}
