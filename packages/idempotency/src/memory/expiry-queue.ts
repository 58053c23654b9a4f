/**
 * Keys in the order in which they expire. Every entry with one time to live expires in the order in which it
 * came, so a plain queue for each time to live is sorted by itself and nothing is ever scanned.
 */
export interface ExpiryQueue {
  add(key: string, ttlMs: number, expiresAtMs: number): void;
  /** Hands over the key that expires first, if it does so by `nowMs`; false: it does not. */
  takeExpired(nowMs: number, take: Take): boolean;
  /** The same for whatever key expires first; false: there is none. */
  takeFirst(take: Take): boolean;
}

/** A callback and no object: a million of those at once would be work for the garbage collector. */
type Take = (key: string, expiresAtMs: number) => void;

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

  function takeFrom(queue: Queue, take: Take): boolean {
    const chunk = queue.first;
    const key = chunk.keys[chunk.head];
    const expiresAtMs = chunk.expiresAtMs[chunk.head];
    if (key === undefined || expiresAtMs === undefined) return false;
    chunk.head += 1;
    if (chunk.head === CHUNK_KEYS) dropFirst(queue);
    take(key, expiresAtMs);
    return true;
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
    takeExpired(nowMs, take) {
      const queue = soonest();
      if (queue === undefined || headAtMsOf(queue) > nowMs) return false;
      return takeFrom(queue, take);
    },
    takeFirst(take) {
      const queue = soonest();
      return queue !== undefined && takeFrom(queue, take);
    },
  };
}
