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

export interface Expiring {
  readonly key: string;
  readonly expiresAtMs: number;
}

interface Queue {
  readonly keys: string[];
  readonly expiresAtMs: number[];
  head: number;
}

/** A queue's spent front is cut off once it is this long and most of the queue. */
const COMPACT_AT = 4096;

export function createExpiryQueue(): ExpiryQueue {
  const queues = new Map<number, Queue>();

  function soonest(): Queue | undefined {
    let found: Queue | undefined;
    let foundAtMs = Number.POSITIVE_INFINITY;
    for (const queue of queues.values()) {
      const headAtMs = queue.expiresAtMs[queue.head] ?? Number.POSITIVE_INFINITY;
      if (headAtMs < foundAtMs) {
        found = queue;
        foundAtMs = headAtMs;
      }
    }
    return found;
  }

  function takeFrom(queue: Queue): Expiring | undefined {
    const key = queue.keys[queue.head];
    const expiresAtMs = queue.expiresAtMs[queue.head];
    if (key === undefined || expiresAtMs === undefined) return undefined;
    queue.head += 1;
    if (queue.head >= COMPACT_AT && queue.head * 2 > queue.keys.length) {
      queue.keys.splice(0, queue.head);
      queue.expiresAtMs.splice(0, queue.head);
      queue.head = 0;
    }
    return { key, expiresAtMs };
  }

  return {
    add(key, ttlMs, expiresAtMs) {
      let queue = queues.get(ttlMs);
      if (queue === undefined) {
        queue = { keys: [], expiresAtMs: [], head: 0 };
        queues.set(ttlMs, queue);
      }
      queue.keys.push(key);
      queue.expiresAtMs.push(expiresAtMs);
    },
    takeExpired(nowMs) {
      const queue = soonest();
      const headAtMs = queue?.expiresAtMs[queue.head];
      if (queue === undefined || headAtMs === undefined || headAtMs > nowMs) return undefined;
      return takeFrom(queue);
    },
    takeFirst() {
      const queue = soonest();
      return queue === undefined ? undefined : takeFrom(queue);
    },
  };
}
