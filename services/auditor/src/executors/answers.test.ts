import type { Acknowledgement } from '@orderonce/contracts';
import { expect, it } from 'vitest';
import { control } from '../testing/records.ts';
import { answersTo, isAcknowledgedByAll, isEverybodyHeard } from './answers.ts';

const word = (executorId: string, result: 'done' | 'refused' = 'done') =>
  control('acknowledgement', { executorId, result, text: 'words' }) as Acknowledgement;
const members = (seen: string[], living = seen) => ({
  seen: new Set(seen),
  living: new Set(living),
});

it('waits for every member of the group', () => {
  const answers = answersTo(members(['a', 'b']), [word('a')]);
  expect(answers).toEqual([
    { executorId: 'a', state: 'done', text: 'words' },
    { executorId: 'b', state: 'waiting' },
  ]);
  expect(isEverybodyHeard(answers)).toBe(false);
  expect(isAcknowledgedByAll(answers)).toBe(false);
});

it('is over when all of them spoke', () => {
  const answers = answersTo(members(['a', 'b']), [word('b'), word('a')]);
  expect(isEverybodyHeard(answers)).toBe(true);
  expect(isAcknowledgedByAll(answers)).toBe(true);
});

it('hears no acknowledgement in a refusal', () => {
  const answers = answersTo(members(['a']), [word('a', 'refused')]);
  expect(isEverybodyHeard(answers)).toBe(true);
  expect(isAcknowledgedByAll(answers)).toBe(false);
});

it('does not wait for one that left, and does not count it as acknowledged', () => {
  const answers = answersTo(members(['a', 'b'], ['a']), [word('a')]);
  expect(answers).toContainEqual({ executorId: 'b', state: 'gone' });
  expect(isEverybodyHeard(answers)).toBe(true);
  expect(isAcknowledgedByAll(answers)).toBe(false);
});

it('counts the word of one that left after it', () => {
  expect(isAcknowledgedByAll(answersTo(members(['a', 'b'], ['a']), [word('a'), word('b')]))).toBe(
    true,
  );
});

it('takes an empty group for nobody having acknowledged', () => {
  const answers = answersTo(members([]), []);
  expect(isEverybodyHeard(answers)).toBe(false);
  expect(isAcknowledgedByAll(answers)).toBe(false);
});
