import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

/** Slots that write down who was granted one. */
function watched(max: number, maxPerGroup = max) {
  const slots = createSlots(max, maxPerGroup);
  const granted: string[] = [];
  const take = (group: string, name: string, order: 'returning' | 'new' = 'new') =>
    slots.take(group, () => granted.push(name), order);
  return { slots, granted, take };
}

test('at most so many are granted at once, the others in the order they came', () => {
  const { slots, granted, take } = watched(2);
  for (const name of ['a', 'b', 'c', 'd']) take('g', name);
  expect(granted).toEqual(['a', 'b']);
  slots.give('g');
  slots.give('g');
  expect(granted).toEqual(['a', 'b', 'c', 'd']);
});

test('who comes back from a wait goes before who has not begun', () => {
  const { slots, granted, take } = watched(1);
  take('g', 'first');
  take('g', 'new');
  take('g', 'back', 'returning');
  slots.give('g');
  expect(granted).toEqual(['first', 'back']);
});

test('a group that is full leaves the other slots to the others', () => {
  const { slots, granted, take } = watched(3, 2);
  for (const name of ['a1', 'a2', 'a3']) take('a', name);
  take('b', 'b1');
  expect(granted).toEqual(['a1', 'a2', 'b1']);
  slots.give('b');
  expect(granted).toEqual(['a1', 'a2', 'b1']);
  slots.give('a');
  expect(granted).toEqual(['a1', 'a2', 'b1', 'a3']);
});

test('a group with a long queue does not keep the others waiting', () => {
  const { slots, granted, take } = watched(1);
  for (let n = 0; n < 100; n += 1) take('long', `long${n}`);
  take('short', 'short');
  slots.give('long');
  expect(granted).toEqual(['long0', 'short']);
  slots.give('short');
  expect(granted).toEqual(['long0', 'short', 'long1']);
});

test('a hundred thousand grants in a row need no deep stack', () => {
  const slots = createSlots(1, 1);
  let granted = 0;
  for (let n = 0; n < 100_000; n += 1)
    slots.take(
      'g',
      () => {
        granted += 1;
        slots.give('g');
      },
      'new',
    );
  expect(granted).toBe(100_000);
});
