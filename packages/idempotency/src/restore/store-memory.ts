import type { AccountId } from '@orderonce/contracts';
import { DEFAULT_SETTLED_TTL_MS } from '../order-claims-options.ts';
import { type Restored, type RestoreOptions, restoreRecords } from './restore-records.ts';
import type { RestoredRecord } from './restored-record.ts';

/** What a store remembers of an account now. */
export interface RememberedAccount {
  readonly generation: string;
  /** The store's clock, epoch milliseconds. */
  readonly askedAtMs: number;
  /** All that was published before this generation began was brought back once. */
  readonly isRebuilt: boolean;
  /** For how long from now that holds for outcomes of any age; 0: the oldest may have come to their end. */
  readonly wholeForMs: number;
}

/**
 * The store's own knowledge of what it remembers, and the way to make it whole. All calls reject when the
 * store does not answer.
 */
export interface StoreMemory {
  /** Asks for the account's generation; one begins here where the store lost its memory. */
  look(accountId: AccountId): Promise<RememberedAccount>;
  restore(
    pages: AsyncIterable<readonly RestoredRecord[]>,
    onWritten: (records: number) => void,
  ): Promise<Restored>;
  /**
   * Notes for every process that all outcomes published before `looked` have their records again.
   *
   * @returns false, and notes nothing, when the store lost its memory once more since then
   */
  noteWhole(accountId: AccountId, looked: RememberedAccount): Promise<boolean>;
}

export interface StoreMemoryOptions extends Pick<RestoreOptions, 'store' | 'randomToken'> {
  readonly epochMs: () => number;
  readonly contentTtlMs: number;
  readonly settledTtlMs?: number;
  /** How long a restored record stays at least. Its half is for how long a rebuild is worth something. */
  readonly restoredTtlMs?: number;
}

const DEFAULT_RESTORED_TTL_MS = 24 * 3_600_000;

/**
 * ```
 * look: generation a, at 9:00 ── outcomes are read and written ── look: generation a ── note "a 9:00"
 *                                the store is emptied ─────────── look: generation b ── no note: begin again
 *                                                                 the store is emptied: the note is gone too
 * ```
 */
export function createStoreMemory(options: StoreMemoryOptions): StoreMemory {
  const {
    store,
    randomToken,
    settledTtlMs = DEFAULT_SETTLED_TTL_MS,
    restoredTtlMs = DEFAULT_RESTORED_TTL_MS,
  } = options;
  const meet = (accountId: AccountId) =>
    store.claim(accountId, [], { next: randomToken(), beginsAnew: false });

  return {
    async look(accountId) {
      const { generation, nowMs } = await meet(accountId);
      const rebuiltAtMs = rebuiltIn(generation.name, await store.readRebuilt(accountId));
      const wholeForMs = rebuiltAtMs === null ? 0 : rebuiltAtMs + restoredTtlMs / 2 - nowMs;
      return {
        generation: generation.name,
        askedAtMs: nowMs,
        isRebuilt: rebuiltAtMs !== null,
        wholeForMs: Math.max(0, wholeForMs),
      };
    },
    restore: (pages, onWritten) =>
      restoreRecords(pages, { ...options, settledTtlMs, restoredTtlMs, onWritten }),
    async noteWhole(accountId, looked) {
      const { generation } = await meet(accountId);
      if (generation.name !== looked.generation) return false;
      await store.writeRebuilt(accountId, `${looked.generation} ${looked.askedAtMs}`);
      return true;
    },
  };
}

/** When the store's clock says that the generation was rebuilt; null: it was not, or the note cannot be read. */
function rebuiltIn(generation: string, note: string | null): number | null {
  const [name, atMs] = (note ?? '').split(' ');
  return name === generation && /^\d{1,16}$/.test(atMs ?? '') ? Number(atMs) : null;
}
