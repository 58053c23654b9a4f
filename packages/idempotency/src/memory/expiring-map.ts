import { createExpiryQueue } from './expiry-queue.ts';
import { ShardedMap } from './sharded-map.ts';

export interface ExpiringMap {
  /** The live value. */
  get(key: string): string | undefined;
  /** `ttlMs` absent: for ever. */
  set(key: string, value: string, ttlMs?: number): void;
  /** Changes a value and not its end. */
  replace(key: string, value: string): void;
  delete(key: string): void;
  readonly size: number;
  /** Removes up to `limit` expired entries; true when more may be left. */
  sweep(limit: number): boolean;
}

export interface ExpiringMapOptions {
  readonly nowMs: () => number;
  /** At this size the entry that expires first makes room; one that never expires is never dropped. */
  readonly maxEntries: number;
  readonly onEvicted: () => void;
}

interface Entry {
  value: string;
  readonly expiresAtMs: number;
}

/**
 * A bounded map whose entries end by themselves: a look-up never finds an expired one, and sweeping away
 * what expired costs no look-up anything.
 *
 * `set` throws when it is full of entries that may not be dropped.
 */
export function createExpiringMap(options: ExpiringMapOptions): ExpiringMap {
  const entries = new ShardedMap<Entry>();
  const expiring = createExpiryQueue();

  /** A key that was set again has a later end than its old place in the queue says. */
  function isCurrent(key: string, expiresAtMs: number): boolean {
    return entries.get(key)?.expiresAtMs === expiresAtMs;
  }

  function makeRoom(): void {
    while (entries.size >= options.maxEntries)
      if (!expiring.takeFirst(evict))
        throw new Error(`all ${options.maxEntries} entries are open orders: none can be dropped`);
  }

  function evict(key: string, expiresAtMs: number): void {
    if (remove(key, expiresAtMs) && expiresAtMs > options.nowMs()) options.onEvicted();
  }

  function remove(key: string, expiresAtMs: number): boolean {
    const isOver = isCurrent(key, expiresAtMs);
    if (isOver) entries.delete(key);
    return isOver;
  }

  return {
    get(key) {
      const entry = entries.get(key);
      return entry === undefined || entry.expiresAtMs <= options.nowMs() ? undefined : entry.value;
    },
    set(key, value, ttlMs) {
      if (entries.get(key) === undefined) makeRoom();
      if (ttlMs === undefined) {
        entries.set(key, { value, expiresAtMs: Number.POSITIVE_INFINITY });
        return;
      }
      const expiresAtMs = options.nowMs() + ttlMs;
      entries.set(key, { value, expiresAtMs });
      expiring.add(key, ttlMs, expiresAtMs);
    },
    replace(key, value) {
      const entry = entries.get(key);
      if (entry !== undefined) entry.value = value;
    },
    delete(key) {
      entries.delete(key);
    },
    get size() {
      return entries.size;
    },
    sweep(limit) {
      const nowMs = options.nowMs();
      for (let swept = 0; swept < limit; swept++)
        if (!expiring.takeExpired(nowMs, remove)) return false;
      return true;
    },
  };
}
