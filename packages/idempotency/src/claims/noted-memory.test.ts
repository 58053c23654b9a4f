import type { AccountId } from '@orderonce/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../memory/memory-store.ts';
import type { ClaimWrite, UpdateWrite } from '../store/record-store.ts';
import { createNotedMemory } from './noted-memory.ts';
import { decodeNote, encodeClaimNote, encodeUpdateNote } from './write-note.ts';

const ACCOUNT = 'ACC-1' as AccountId;
const BEGAN_MS = 1_760_000_000_000;
const ID = 'MOM-1RV4K2-000001-a3f8b2c1';
const claim: ClaimWrite = {
  clientOrderId: ID,
  stamp: '1:first',
  leaseMs: 10_000,
  body: '{"s":"pending"}',
  content: {
    strategyId: 'MOM',
    key: 'a'.repeat(64),
    neighbours: ['b'.repeat(64), 'c'.repeat(64)],
    createdAtMs: BEGAN_MS,
    resolutionMs: 60_000,
    ttlMs: 3_600_000,
    expiryMemoryMs: 86_400_000,
    details: '-',
  },
};
const settled: UpdateWrite = {
  clientOrderId: ID,
  expected: '1:first',
  stamp: '2:first',
  leaseMs: 0,
  duplicateOf: '-',
  body: '{"s":"settled"}',
  ttlMs: 691_200_000,
};

function openMemory() {
  let nowMs = BEGAN_MS;
  const store = createMemoryStore({ nowMs: () => nowMs, every: () => () => {} });
  const clock = { monotonicMs: () => nowMs, epochMs: () => nowMs };
  const memory = createNotedMemory(store, { clock, afterThisTurn: setImmediate });
  return { memory, store, pass: (ms: number) => (nowMs += ms) };
}

describe('memory that is told what the store took', () => {
  it('knows a noted order once it is asked, and is not written to before', async () => {
    const { memory, store } = openMemory();
    memory.noteClaim(ACCOUNT, claim);
    memory.noteUpdate(ACCOUNT, settled);
    expect(store.size()).toBe(0);
    const { result } = await memory.writes.claim(ACCOUNT, { ...claim, stamp: '1:second' });
    expect(result).toEqual({ kind: 'stands', value: '2:first 0 - {"s":"settled"}' });
  });

  it('finds the same content under another id', async () => {
    const { memory } = openMemory();
    memory.noteClaim(ACCOUNT, claim);
    const copy = { ...claim, clientOrderId: 'MOM-1RV4K2-000002-b3f8b2c1' };
    const { result } = await memory.writes.claim(ACCOUNT, copy);
    expect(result).toMatchObject({ kind: 'set-as-duplicate', content: { clientOrderId: ID } });
  });

  it('counts a lease from when the store gave it', async () => {
    const { memory, pass } = openMemory();
    memory.noteClaim(ACCOUNT, claim);
    pass(4000);
    expect(await memory.writes.read(ACCOUNT, [ID])).toEqual([
      `1:first ${BEGAN_MS + 10_000} - {"s":"pending"}`,
    ]);
  });

  it('lets all wait that ask while it is written to, and the loop go on meanwhile', async () => {
    const { memory } = openMemory();
    const ids = Array.from(
      { length: 1000 },
      (_, at) => `MOM-1RV4K2-${String(at).padStart(6, '0')}`,
    );
    for (const clientOrderId of ids) memory.noteUpdate(ACCOUNT, { ...settled, clientOrderId });
    let turns = 0;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    let isDone = false;
    setImmediate(count);
    const answers = await Promise.all([
      memory.writes.read(ACCOUNT, [ids[0] ?? '']),
      memory.writes.read(ACCOUNT, [ids[999] ?? '']),
    ]);
    isDone = true;
    expect(answers).toEqual([['2:first 0 - {"s":"settled"}'], ['2:first 0 - {"s":"settled"}']]);
    expect(turns).toBeGreaterThanOrEqual(4);
  });
});

describe('the note of a write', () => {
  it('gives back every write', () => {
    const json = fc.json();
    fc.assert(
      fc.property(json, fc.boolean(), (body, isWhole) => {
        const { content, ...bare } = claim;
        const taken = isWhole && content ? { ...bare, body, content } : { ...bare, body };
        expect(decodeNote(encodeClaimNote(ACCOUNT, 12.5, taken))).toEqual({
          accountId: ACCOUNT,
          atMs: 12.5,
          write: { claim: taken },
        });
        const { ttlMs: _, ...endless } = settled;
        const freed = { kind: 'free', strategyId: 'MOM', key: 'k' } as const;
        const update = isWhole ? { ...settled, body, content: freed } : { ...endless, body };
        expect(decodeNote(encodeUpdateNote(ACCOUNT, 12.5, update))).toEqual({
          accountId: ACCOUNT,
          atMs: 12.5,
          write: { update },
        });
      }),
    );
  });
});
