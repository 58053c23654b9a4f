import type { AccountId, StrategyId } from '@orderonce/contracts';
import { contentKeyName, orderKey } from '../record/record-codec.ts';
import { decodeContentEntry, encodeContentEntry } from '../store/content-entry.ts';
import type {
  ClaimResult,
  ClaimWrite,
  ContentEntry,
  ContentWrite,
  Generation,
  GenerationWrite,
  RecordStore,
  UpdateResult,
  UpdateWrite,
} from '../store/record-store.ts';
import { createExpiringMap } from './expiring-map.ts';

export interface MemoryStoreOptions {
  /** The store's clock, epoch milliseconds. One that never jumps is best. */
  readonly nowMs?: () => number;
  /** Measures how long a clean-up takes; `performance.now`. */
  readonly monotonicMs?: () => number;
  /** Orders and content keys together. */
  readonly maxEntries?: number;
  readonly cleanupIntervalMs?: number;
  /** Calls `task` every so often until the returned function is called. */
  readonly every?: (intervalMs: number, task: () => void) => () => void;
  /** An entry had to go before its time. */
  readonly onEvicted?: () => void;
}

export interface MemoryStore extends RecordStore {
  readonly size: () => number;
}

const DEFAULT_MAX_ENTRIES = 1_000_000;
const DEFAULT_CLEANUP_INTERVAL_MS = 300_000;
/** Removing this many takes a small part of a millisecond. */
const SWEEP_SLICE = 100;
/** How long one turn of the event loop may go on removing. */
const SWEEP_TURN_MS = 2;

/**
 * Records in this process: for one guarding process, and for the time in which Redis is away. Proves the same
 * contract as the Redis store; nothing else may run between the reads and writes of one call.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const nowMs = options.nowMs ?? (() => Math.floor(performance.timeOrigin + performance.now()));
  const monotonicMs = options.monotonicMs ?? (() => performance.now());
  const map = createExpiringMap({
    nowMs,
    maxEntries: options.maxEntries ?? DEFAULT_MAX_ENTRIES,
    onEvicted: options.onEvicted ?? (() => {}),
  });
  const openedAtMs = nowMs();
  const generations = new Map<AccountId, Generation>();
  const rebuilt = new Map<AccountId, string>();
  let isClosed = false;
  const stopSweeping = (options.every ?? everyUnreferenced)(
    options.cleanupIntervalMs ?? DEFAULT_CLEANUP_INTERVAL_MS,
    sweep,
  );

  /** A little a turn, so that a million expired entries stall nobody. */
  function sweep(): void {
    const turnEndsMs = monotonicMs() + SWEEP_TURN_MS;
    let mayBeMore = true;
    while (mayBeMore && monotonicMs() < turnEndsMs) mayBeMore = map.sweep(SWEEP_SLICE);
    if (mayBeMore && !isClosed) setImmediate(sweep);
  }

  function claimOne(accountId: AccountId, write: ClaimWrite): ClaimResult {
    const key = orderKey(accountId, write.clientOrderId);
    const value = map.get(key);
    if (value !== undefined) return { kind: 'stands', value };
    const head = `${write.stamp} ${nowMs() + write.leaseMs}`;
    map.set(key, `${head} - ${write.body}`);
    if (write.content === undefined) return { kind: 'set' };
    const content = standing(accountId, write.content, write.clientOrderId);
    if (content === undefined) return setContent(accountId, write.content, write.clientOrderId);
    map.set(key, `${head} ${content.clientOrderId} ${write.body}`);
    return { kind: 'set-as-duplicate', content };
  }

  function standing(accountId: AccountId, content: ContentWrite, id: string) {
    for (const key of [content.key, ...content.neighbours]) {
      const name = contentKeyName(accountId, content.strategyId as StrategyId, key);
      const entry = entryAt(name);
      if (entry === null || entry.clientOrderId === id || entry.expiresAtMs <= nowMs()) continue;
      const apartMs = Math.abs(entry.createdAtMs - content.createdAtMs);
      if (key !== content.key && apartMs >= content.resolutionMs) continue;
      map.replace(name, encodeContentEntry({ ...entry, accessCount: entry.accessCount + 1 }));
      return entry;
    }
    return undefined;
  }

  /** What was before this process is forgotten. */
  function generationOf(accountId: AccountId, { next: name, beginsAnew }: GenerationWrite) {
    const standing = generations.get(accountId);
    if (standing !== undefined && !beginsAnew) return standing;
    const generation = { name, beganAtMs: beginsAnew ? nowMs() : openedAtMs };
    generations.set(accountId, generation);
    return generation;
  }

  function entryAt(name: string): ContentEntry | null {
    const value = map.get(name);
    return value === undefined ? null : decodeContentEntry(value);
  }

  function setContent(accountId: AccountId, content: ContentWrite, id: string): ClaimResult {
    const { createdAtMs, ttlMs, expiryMemoryMs, details } = content;
    const name = contentKeyName(accountId, content.strategyId as StrategyId, content.key);
    const old = entryAt(name);
    const expiresAtMs = nowMs() + ttlMs;
    map.set(
      name,
      encodeContentEntry({ clientOrderId: id, createdAtMs, expiresAtMs, accessCount: 0, details }),
      ttlMs + expiryMemoryMs,
    );
    return old === null || old.clientOrderId === id
      ? { kind: 'set' }
      : { kind: 'set', expiredContent: old };
  }

  function updateOne(accountId: AccountId, write: UpdateWrite): UpdateResult {
    const key = orderKey(accountId, write.clientOrderId);
    const value = map.get(key);
    if (
      value !== undefined &&
      value !== write.expected &&
      !value.startsWith(`${write.expected} `)
    ) {
      return { kind: 'stands', value };
    }
    const leaseUntilMs = write.leaseMs > 0 ? nowMs() + write.leaseMs : 0;
    const text = `${write.stamp} ${leaseUntilMs} ${write.duplicateOf} ${write.body}`;
    map.set(key, text, write.ttlMs);
    changeContent(accountId, write);
    return { kind: 'done' };
  }

  function changeContent(accountId: AccountId, { content, clientOrderId }: UpdateWrite): void {
    if (content === undefined) return;
    const name = contentKeyName(accountId, content.strategyId as StrategyId, content.key);
    const standing = map.get(name);
    if (content.kind === 'free') {
      if (entryAt(name)?.clientOrderId === clientOrderId) map.delete(name);
    } else if (standing === undefined) {
      const expiresAtMs = nowMs() + content.ttlMs;
      const { createdAtMs, details } = content;
      const entry = { clientOrderId, createdAtMs, expiresAtMs, details };
      map.set(name, encodeContentEntry({ ...entry, accessCount: 0 }), content.ttlMs);
    }
  }

  return {
    claim: async (accountId, writes, generation) => ({
      nowMs: nowMs(),
      generation: generationOf(accountId, generation),
      results: writes.map((write) => claimOne(accountId, write)),
    }),
    update: async (accountId, writes) => ({
      nowMs: nowMs(),
      results: writes.map((write) => updateOne(accountId, write)),
    }),
    read: async (accountId, clientOrderIds) =>
      clientOrderIds.map((id) => map.get(orderKey(accountId, id)) ?? null),
    readRebuilt: async (accountId) => rebuilt.get(accountId) ?? null,
    writeRebuilt: async (accountId, note) => void rebuilt.set(accountId, note),
    close: async () => {
      isClosed = true;
      stopSweeping();
    },
    size: () => map.size,
  };
}

function everyUnreferenced(intervalMs: number, task: () => void): () => void {
  const timer = setInterval(task, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
