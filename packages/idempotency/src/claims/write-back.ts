/** Far more than an outage leaves open; the oldest is given up first, and its order asks the venue again. */
const MAX_KEPT = 100_000;

/**
 * Ends of records that the store could not take: written once it is back.
 *
 * Without it a rejection told during an outage could be followed by a second answer: the record still says
 * "pending", and whoever meets it sends the order again.
 */
export interface WriteBack {
  readonly add: (order: string, write: () => Promise<unknown>) => void;
  readonly isEmpty: () => boolean;
  /** Writes everything; what fails is kept, and the first failure is thrown. */
  readonly flush: () => Promise<void>;
}

export function createWriteBack(): WriteBack {
  const kept = new Map<string, () => Promise<unknown>>();

  function add(order: string, write: () => Promise<unknown>): void {
    kept.delete(order);
    kept.set(order, write);
    if (kept.size <= MAX_KEPT) return;
    const [oldest] = kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
  }

  async function keepIfFailing(order: string, write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      add(order, write);
      throw error;
    }
  }

  async function flush(): Promise<void> {
    const writes = [...kept];
    kept.clear();
    const done = await Promise.allSettled(writes.map((entry) => keepIfFailing(...entry)));
    const failed = done.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  return { add, isEmpty: () => kept.size === 0, flush };
}
