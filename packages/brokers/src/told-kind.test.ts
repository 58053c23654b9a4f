import type { Evidence } from '@orderonce/contracts';
import { expect, it } from 'vitest';
import { type AnswerKind, answerKindOf, tellingKind } from './told-kind.ts';

const evidence = (result: string): Evidence => ({
  atMs: 1_760_000_000_000,
  action: 'submit',
  result,
});
const told = (kind: AnswerKind, result: string) =>
  tellingKind({ kind, evidence: evidence(result) }).evidence;

it('says in the evidence what an answer was taken to mean', () => {
  expect(told('duplicate', 'http 422 40010001').result).toBe('http 422 40010001, duplicate');
  expect(told('absent', 'absent').result).toBe('absent');
});

it('reads it back, however long the evidence is', () => {
  expect(answerKindOf(told('unknown', 'http 200'))).toBe('unknown');
  expect(answerKindOf(told('found', 'found'))).toBe('found');
  const long = told('not-sent', 'x'.repeat(200));
  expect(long.result).toHaveLength(200);
  expect(answerKindOf(long)).toBe('not-sent');
});

it('reads nothing into evidence that does not say it', () => {
  expect(answerKindOf(evidence('http 200'))).toBeNull();
  expect(answerKindOf(evidence('not accepted'))).toBeNull();
});
