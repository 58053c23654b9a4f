/** Hands batches from one side to the other, and makes the giving side wait when too many lie there. */
export interface BatchChannel<T> {
  /** Resolves when there is room for the next one. */
  give(batch: T): Promise<void>;
  /** Undefined once `close` was called and everything before it was taken. */
  take(): Promise<T | undefined>;
  /** Ends the channel after what lies in it, or at once with an error. */
  close(): void;
  fail(error: unknown): void;
}

export function createBatchChannel<T>(capacity: number): BatchChannel<T> {
  const lying: T[] = [];
  let state: 'open' | 'closed' | { readonly error: unknown } = 'open';
  let givers: (() => void)[] = [];
  let takers: (() => void)[] = [];

  const wake = (sleepers: (() => void)[]) => {
    for (const resolve of sleepers) resolve();
  };
  function end(next: typeof state) {
    if (state !== 'open') return;
    state = next;
    wake(takers);
    wake(givers);
    takers = [];
    givers = [];
  }

  return {
    async give(batch) {
      if (state !== 'open') return;
      lying.push(batch);
      wake(takers);
      takers = [];
      while (state === 'open' && lying.length >= capacity)
        await new Promise<void>((resolve) => givers.push(resolve));
    },
    async take() {
      while (lying.length === 0 && state === 'open')
        await new Promise<void>((resolve) => takers.push(resolve));
      if (typeof state === 'object') throw state.error;
      const batch = lying.shift();
      wake(givers);
      givers = [];
      return batch;
    },
    close: () => end('closed'),
    fail: (error) => end({ error }),
  };
}
