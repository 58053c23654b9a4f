import { DIGEST_LENGTH } from './record-chain-link.ts';

/**
 * How far back digests are remembered: far more records than one partition takes while a request that was
 * given up may still reach the broker. A repeat is compared when the one before it is remembered too.
 */
export const RECENT_LINKS = 16_384;

const FIRST_CAPACITY = 64;

/** The digests of one writer's last records, 24 bytes each. */
export class RecentDigests {
  #numbers = new Float64Array(FIRST_CAPACITY);
  #digests = Buffer.alloc(FIRST_CAPACITY * DIGEST_LENGTH);

  set(n: number, digest: string): void {
    for (;;) {
      const slot = n % this.#numbers.length;
      const isFree = this.#numbers[slot] === 0 || this.#numbers[slot] === n;
      if (isFree || this.#numbers.length >= RECENT_LINKS) {
        this.#numbers[slot] = n;
        this.#write(digest, slot * DIGEST_LENGTH);
        return;
      }
      this.#grow();
    }
  }

  get(n: number): string | undefined {
    const slot = n % this.#numbers.length;
    if (this.#numbers[slot] !== n) return undefined;
    const at = slot * DIGEST_LENGTH;
    return this.#digests.toString('latin1', at, at + DIGEST_LENGTH);
  }

  /** So few letters are faster one by one than by a call. */
  #write(digest: string, from: number): void {
    for (let at = 0; at < DIGEST_LENGTH; at += 1) this.#digests[from + at] = digest.charCodeAt(at);
  }

  #grow(): void {
    const numbers = this.#numbers;
    const digests = this.#digests;
    this.#numbers = new Float64Array(numbers.length * 2);
    this.#digests = Buffer.alloc(digests.length * 2);
    numbers.forEach((n, slot) => {
      const to = n % this.#numbers.length;
      if (n === 0) return;
      this.#numbers[to] = n;
      digests.copy(
        this.#digests,
        to * DIGEST_LENGTH,
        slot * DIGEST_LENGTH,
        (slot + 1) * DIGEST_LENGTH,
      );
    });
  }
}
