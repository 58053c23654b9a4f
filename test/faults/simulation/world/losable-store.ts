import { createMemoryStore, type RecordStore } from '@orderonce/idempotency';

/** A store that can be emptied: as FLUSHALL, or a Redis that is started again without its file. */
export interface LosableStore extends RecordStore {
  lose(): void;
}

export function losableStore(nowMs: () => number): LosableStore {
  const opened = () => createMemoryStore({ nowMs, every: () => () => {} });
  let store = opened();
  return {
    claim: (...args) => store.claim(...args),
    update: (...args) => store.update(...args),
    read: (...args) => store.read(...args),
    readRebuilt: (...args) => store.readRebuilt(...args),
    writeRebuilt: (...args) => store.writeRebuilt(...args),
    close: () => store.close(),
    lose() {
      store = opened();
    },
  };
}
