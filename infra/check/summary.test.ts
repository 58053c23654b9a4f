import { expect, test } from 'vitest';
import type { StaticCheckResult } from './static-checks.ts';
import { summarize } from './summary.ts';

const good: StaticCheckResult = { name: 'types', tookMs: 1, files: 1, problem: null };
const bad: StaticCheckResult = { ...good, problem: 'TS2322' };
const tests = { passed: 40, failed: 0, skipped: [], problem: null };

test('the line holds the numbers of tests of all projects', () => {
  expect(summarize([good], [tests, { ...tests, passed: 2 }])).toEqual({
    line: '42 passed, 0 failed',
    exitCode: 0,
  });
});

test('a failed check is one failed, though every test passed', () => {
  expect(summarize([good, bad], [tests])).toEqual({ line: '40 passed, 1 failed', exitCode: 1 });
});

test('tests that were not run stand in the line', () => {
  expect(summarize([], [{ ...tests, skipped: ['a > b', 'a > c'] }])).toEqual({
    line: '40 passed, 0 failed, 2 skipped',
    exitCode: 0,
  });
});

test('one failed test fails the whole', () => {
  expect(summarize([good], [{ ...tests, failed: 1 }]).exitCode).toBe(1);
});
