import type { AccountId } from '@orderonce/contracts';
import { createMemoryStore } from '@orderonce/idempotency';
import { longestStallMs, micros, percentile, type Row } from './measure.ts';

const ENTRIES = 1_000_000;
const LOOK_UPS = 20_000;
const ACCOUNT = 'ACC123456' as AccountId;
const SAME = { next: 'process', beginsAnew: false };
const idOf = (at: number) => `MOM-1RV4K2-${String(at % 1e6).padStart(6, '0')}-a3f8b2c1`;
const settledBody = (at: number) =>
  `{"f":1,"s":"settled","h":"~qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo","o":"3-${at}","m":"${'abcde'.repeat(9)}","v":"ACCEPTED","os":"NEW","i":"61e69015-8549-4bfd-b9c3-01e75843f47d","q":"0","t":1795328524602}`;

/** NFR-001: look-up, size and clean-up of a million settled records in memory. */
export async function memorySpeed(): Promise<Row[]> {
  let nowMs = 1_763_790_931_000;
  let sweep = () => {};
  const store = createMemoryStore({
    nowMs: () => nowMs,
    maxEntries: ENTRIES * 2,
    every: (_, task) => {
      sweep = task;
      return () => {};
    },
  });
  const before = usedBytes();
  for (let at = 0; at < ENTRIES; at += 1000) await store.update(ACCOUNT, settledRecords(at, 1000));
  const bytes = (usedBytes() - before) / ENTRIES;

  const lookUps = new Float64Array(LOOK_UPS);
  for (let at = 0; at < LOOK_UPS; at++) {
    const clientOrderId = idOf((at * 7919) % ENTRIES);
    const began = performance.now();
    await store.claim(ACCOUNT, [{ clientOrderId, stamp: '1:x', leaseMs: 1, body: '{}' }], SAME);
    lookUps[at] = (performance.now() - began) * 1000;
  }
  const p99 = percentile(lookUps.sort(), 0.99);

  nowMs += 10_000_000;
  const stallMs = await longestStallMs(async () => {
    sweep();
    while (store.size() > 0) await new Promise((resolve) => setImmediate(resolve));
  });
  await store.close();
  return [
    {
      what: 'memory look-up at 1 M entries, p99',
      measured: micros(p99),
      required: '< 50 µs',
      holds: p99 < 50,
    },
    {
      what: 'memory of an entry at 1 M',
      measured: `${bytes.toFixed(0)} bytes`,
      required: 'stated',
      holds: bytes > 0,
    },
    {
      what: 'longest stall while 1 M expired entries are removed',
      measured: `${stallMs.toFixed(1)} ms`,
      required: '≤ 10 ms',
      holds: stallMs <= 10,
    },
  ];
}

function settledRecords(from: number, count: number) {
  return Array.from({ length: count }, (_, at) => ({
    clientOrderId: idOf(from + at),
    expected: '1:token',
    stamp: '2:token',
    leaseMs: 0,
    duplicateOf: '-',
    body: settledBody(from + at),
    ttlMs: 1_000_000,
  }));
}

function usedBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
