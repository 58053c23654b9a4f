/**
 * Keys in the order in which they expire. Every entry with one time to live expires in the order in which it
 * came, so a plain queue for each time to live is sorted by itself and nothing is ever scanned.
 */
export interface ExpiryQueue {
  add(key: string, ttlMs: number, expiresAtMs: number): void;
  /** Takes the key that expires first, if it does so by `nowMs`. */
  takeExpired(nowMs: number): Expiring | undefined;
  takeFirst(): Expiring | undefined;
}

interface Expiring {
  readonly key: string;
  readonly expiresAtMs: number;
}

interface Queue {
  first: Chunk;
  last: Chunk;
}

/** A queue in pieces: what was taken is given back piece by piece, never by moving a million places. */
interface Chunk {
  readonly keys: string[];
  readonly expiresAtMs: number[];
  head: number;
  next: Chunk | undefined;
}

const CHUNK_KEYS = 1024;
const newChunk = (): Chunk => ({ keys: [], expiresAtMs: [], head: 0, next: undefined });

function dropFirst(queue: Queue): void {
  queue.first = queue.first.next ?? newChunk();
  if (queue.first.next === undefined) queue.last = queue.first;
}

const headAtMsOf = ({ first }: Queue) => first.expiresAtMs[first.head] ?? Number.POSITIVE_INFINITY;

export function createExpiryQueue(): ExpiryQueue {
  const queues = new Map<number, Queue>();

  function queueOf(ttlMs: number): Queue {
    const standing = queues.get(ttlMs);
    if (standing !== undefined) return standing;
    const chunk = newChunk();
    const queue = { first: chunk, last: chunk };
    queues.set(ttlMs, queue);
    return queue;
  }

  function soonest(): Queue | undefined {
    let found: Queue | undefined;
    let foundAtMs = Number.POSITIVE_INFINITY;
    for (const queue of queues.values()) {
      const headAtMs = headAtMsOf(queue);
      if (headAtMs < foundAtMs) {
        found = queue;
        foundAtMs = headAtMs;
      }
    }
    return found;
  }

  function takeFrom(queue: Queue): Expiring | undefined {
    const chunk = queue.first;
    const key = chunk.keys[chunk.head];
    const expiresAtMs = chunk.expiresAtMs[chunk.head];
    if (key === undefined || expiresAtMs === undefined) return undefined;
    chunk.head += 1;
    if (chunk.head === CHUNK_KEYS) dropFirst(queue);
    return { key, expiresAtMs };
  }

  return {
    add(key, ttlMs, expiresAtMs) {
      const queue = queueOf(ttlMs);
      if (queue.last.keys.length === CHUNK_KEYS) {
        queue.last.next = newChunk();
        queue.last = queue.last.next;
      }
      queue.last.keys.push(key);
      queue.last.expiresAtMs.push(expiresAtMs);
    },
    takeExpired(nowMs) {
      const queue = soonest();
      if (queue === undefined || headAtMsOf(queue) > nowMs) return undefined;
      return takeFrom(queue);
    },
    takeFirst() {
      const queue = soonest();
      return queue === undefined ? undefined : takeFrom(queue);
    },
  };
}
