const FIRST_CAPACITY = 1 << 12;

/**
 * Which of millions of ids were met before, at eight bytes each: the ids themselves would not fit. It keeps a hash of
 * 53 bits, so of ten million different ids one is taken for another once in two hundred runs; for counting, not for
 * judging.
 */
export class KnownIds {
  /** Open addressing; 0 is an empty place. */
  #hashes = new Float64Array(FIRST_CAPACITY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** False when it was there already. */
  add(id: string): boolean {
    return this.addHash(hashOfId(id));
  }

  /** The same for whoever has the hash. */
  addHash(hash: number): boolean {
    if (this.#size * 2 >= this.#hashes.length) this.#grow();
    const isNew = place(this.#hashes, hash);
    if (isNew) this.#size += 1;
    return isNew;
  }

  #grow(): void {
    const larger = new Float64Array(this.#hashes.length * 2);
    for (const hash of this.#hashes) if (hash !== 0) place(larger, hash);
    this.#hashes = larger;
  }
}

function place(hashes: Float64Array, hash: number): boolean {
  const mask = hashes.length - 1;
  for (let at = hash & mask; ; at = (at + 1) & mask) {
    if (hashes[at] === hash) return false;
    if (hashes[at] === 0) {
      hashes[at] = hash;
      return true;
    }
  }
}

/** Two mixed 32-bit hashes (after MurmurHash3's finaliser) as one whole number below 2⁵³, never 0. */
export function hashOfId(id: string): number {
  let low = 0x9747b28c;
  let high = 0x85ebca6b;
  for (let at = 0; at < id.length; at += 1) {
    const code = id.charCodeAt(at);
    low = Math.imul(low ^ code, 0x5bd1e995);
    high = Math.imul(high ^ code, 0xc2b2ae35);
    low ^= low >>> 15;
    high ^= high >>> 13;
  }
  low = Math.imul(low ^ (high >>> 16), 0x85ebca6b);
  high = Math.imul(high ^ (low >>> 13), 0xc2b2ae35);
  return ((high >>> 0) & 0x1fffff) * 0x1_0000_0000 + (low >>> 0) + 1;
}
