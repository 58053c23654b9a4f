import type { StaticCheckResult } from './static-checks.ts';
import type { TestReport } from './test-report.ts';

export interface Summary {
  /** `N passed, N failed` or `N passed, N failed, N skipped`. */
  readonly line: string;
  readonly exitCode: 0 | 1;
}

/** The numbers are tests; a static check that failed counts as one failed, one that passed does not count. */
export function summarize(
  checks: readonly StaticCheckResult[],
  tests: readonly TestReport[],
): Summary {
  let passed = 0;
  let failed = checks.filter((check) => check.problem !== null).length;
  let skipped = 0;
  for (const report of tests) {
    passed += report.passed;
    failed += report.failed;
    skipped += report.skipped.length;
  }
  const counts = `${passed} passed, ${failed} failed`;
  return {
    line: skipped === 0 ? counts : `${counts}, ${skipped} skipped`,
    exitCode: failed === 0 ? 0 : 1,
  };
}
