import { expect, test } from 'vitest';
import { ShardedMap } from './sharded-map.ts';

test('keeps, counts and forgets entries wherever they lie', () => {
  const map = new ShardedMap<number>();
  const keys = Array.from({ length: 5_000 }, (_, at) => `MOM-1RV4K2-${at}-${at.toString(16)}`);
  for (const [at, key] of keys.entries()) map.set(key, at);
  for (const [at, key] of keys.entries()) map.set(key, at + 1);
  expect(map.size).toBe(5_000);
  expect(keys.every((key, at) => map.get(key) === at + 1)).toBe(true);
  for (const key of keys.slice(0, 4_999)) map.delete(key);
  map.delete('never there');
  expect(map.size).toBe(1);
  expect(map.get(keys[4_999] ?? '')).toBe(5_000);
  expect(map.get(keys[0] ?? '')).toBeUndefined();
});

test('takes a key of any length', () => {
  const map = new ShardedMap<string>();
  for (const key of ['', 'a', 'ab', 'abcdefgh']) map.set(key, key);
  expect(['', 'a', 'ab', 'abcdefgh'].map((key) => map.get(key))).toEqual([
    '',
    'a',
    'ab',
    'abcdefgh',
  ]);
});

test('spreads ids that differ in their sequence only', () => {
  const map = new ShardedMap<number>();
  for (let at = 0; at < 100_000; at++)
    map.set(`once:{ACC}:order:MOM-1RV4K2-${String(at).padStart(6, '0')}-a3f8b2c1`, at);
  expect(map.largestShard).toBeLessThan((2 * 100_000) / 256);
});
