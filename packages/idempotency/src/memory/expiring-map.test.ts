import { expect, test } from 'vitest';
import { createExpiringMap } from './expiring-map.ts';

function open(maxEntries = 1_000_000) {
  let nowMs = 0;
  let evicted = 0;
  const map = createExpiringMap({
    nowMs: () => nowMs,
    maxEntries,
    onEvicted: () => {
      evicted += 1;
    },
  });
  return {
    map,
    at: (ms: number) => {
      nowMs = ms;
    },
    evicted: () => evicted,
  };
}

test('an entry is gone at its end, before anything is swept', () => {
  const { map, at } = open();
  map.set('a', '1', 100);
  at(99);
  expect(map.get('a')).toBe('1');
  at(100);
  expect(map.get('a')).toBeUndefined();
  expect(map.size).toBe(1);
  map.sweep(10);
  expect(map.size).toBe(0);
});

test('sweeping takes what expired in slices, whatever its time to live', () => {
  const { map, at } = open();
  for (let entry = 0; entry < 10; entry++) map.set(`short ${entry}`, '', 10);
  for (let entry = 0; entry < 10; entry++) map.set(`long ${entry}`, '', 1_000);
  map.set('for ever', '');
  at(20);
  expect([map.sweep(6), map.size]).toEqual([true, 15]);
  expect([map.sweep(6), map.size]).toEqual([false, 11]);
  at(2_000);
  map.sweep(100);
  expect(map.size).toBe(1);
});

test('an entry that was set again lives until its later end', () => {
  const { map, at } = open();
  map.set('a', '1', 100);
  at(50);
  map.set('a', '2', 100);
  at(120);
  map.sweep(10);
  expect(map.get('a')).toBe('2');
  map.set('a', '3');
  at(10_000);
  map.sweep(10);
  expect(map.get('a')).toBe('3');
});

test('replacing a value moves no end', () => {
  const { map, at } = open();
  map.set('a', '1', 100);
  at(50);
  map.replace('a', '2');
  expect(map.get('a')).toBe('2');
  at(100);
  expect(map.get('a')).toBeUndefined();
});

test('FR-003: a full map drops what expires first, and never what does not expire', () => {
  const { map, evicted } = open(3);
  map.set('open', '');
  map.set('late', '', 1_000);
  map.set('soon', '', 10);
  map.set('new', '', 500);
  expect([map.get('soon'), map.get('late'), map.get('open')]).toEqual([undefined, '', '']);
  expect(evicted()).toBe(1);
  map.set('open 2', '');
  map.set('open 3', '');
  expect(() => map.set('open 4', '')).toThrow('all 3 entries are open orders');
});
