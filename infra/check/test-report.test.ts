import { expect, test } from 'vitest';
import { readTestReport } from './test-report.ts';

type Status = 'passed' | 'failed' | 'skipped' | 'todo';

function file(name: string, status: 'passed' | 'failed', ...tests: Status[]) {
  const assertionResults = tests.map((status, at) => ({ fullName: `test ${at + 1}`, status }));
  return { name, status, message: '', assertionResults };
}

function report(success: boolean, ...testResults: ReturnType<typeof file>[]): string {
  return JSON.stringify({ success, testResults });
}

test('passed and failed tests are counted, and those not run are named', () => {
  const text = report(
    false,
    file('a.test.ts', 'passed', 'passed', 'skipped', 'passed'),
    file('b.test.ts', 'failed', 'failed', 'passed', 'todo'),
  );
  expect(readTestReport(text, 1)).toEqual({
    passed: 3,
    failed: 1,
    skipped: ['a.test.ts > test 2', 'b.test.ts > test 3'],
    problem: null,
  });
});

test('a file that fails before its first test is one failed', () => {
  const text = report(false, file('a.test.ts', 'passed', 'passed'), file('b.test.ts', 'failed'));
  expect(readTestReport(text, 1)).toMatchObject({ passed: 1, failed: 1, problem: null });
});

test.each([
  ['no test was run', report(true), 0],
  ['no test was run', report(true, file('a.test.ts', 'passed', 'skipped')), 0],
  ['an error outside any test', report(true, file('a.test.ts', 'passed', 'passed')), 1],
  ['an error outside any test', report(false, file('a.test.ts', 'passed', 'passed')), 0],
  ['vitest left no report', null, 0],
])('a run is failed by: %s', (problem, text, exitCode) => {
  expect(readTestReport(text, exitCode)).toMatchObject({ failed: 1, problem });
});

test('a report that cannot be understood fails the run', () => {
  const { failed, problem } = readTestReport('{"testResults":[]}', 0);
  expect(failed).toBe(1);
  expect(problem).toMatch(/^vitest's report is unreadable/);
});
