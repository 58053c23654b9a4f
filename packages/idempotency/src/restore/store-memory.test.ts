import type { AccountId } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { createMemoryStore, type MemoryStore } from '../memory/memory-store.ts';
import { createStoreMemory } from './store-memory.ts';

const ACCOUNT = 'ACC-1' as AccountId;
const HOUR_MS = 3_600_000;

function open() {
  let nowMs = 1_763_790_931_000;
  let tokens = 0;
  const newStore = () => createMemoryStore({ nowMs: () => nowMs, every: () => () => {} });
  let inner: MemoryStore = newStore();
  const memory = createStoreMemory({
    store: {
      ...inner,
      claim: (...args) => inner.claim(...args),
      readRebuilt: (...args) => inner.readRebuilt(...args),
      writeRebuilt: (...args) => inner.writeRebuilt(...args),
    },
    randomToken: () => `generation-${++tokens}`,
    epochMs: () => nowMs,
    contentTtlMs: HOUR_MS,
  });
  const wipe = () => {
    inner = newStore();
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { memory, wipe, pass };
}

test('a rebuild counts for half of the time that restored records stay', async () => {
  const { memory, pass } = open();
  const looked = await memory.look(ACCOUNT);
  expect(looked).toMatchObject({
    generation: 'generation-1',
    isRebuilt: false,
    wholeForMs: 0,
  });
  pass(HOUR_MS);
  expect(await memory.noteWhole(ACCOUNT, looked)).toBe(true);
  expect((await memory.look(ACCOUNT)).wholeForMs).toBe(11 * HOUR_MS);
  pass(11 * HOUR_MS);
  expect(await memory.look(ACCOUNT)).toMatchObject({ isRebuilt: true, wholeForMs: 0 });
});

test('a rebuild counts for nothing once the memory is lost again', async () => {
  const { memory, wipe } = open();
  expect(await memory.noteWhole(ACCOUNT, await memory.look(ACCOUNT))).toBe(true);
  wipe();
  expect((await memory.look(ACCOUNT)).isRebuilt).toBe(false);
});

test('a rebuild during which the memory is lost is not noted', async () => {
  const { memory, wipe } = open();
  const looked = await memory.look(ACCOUNT);
  wipe();
  expect(await memory.noteWhole(ACCOUNT, looked)).toBe(false);
  expect((await memory.look(ACCOUNT)).isRebuilt).toBe(false);
});
