import { z } from 'zod';

/** What one run of vitest came to, from vitest's own JSON report. */
export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  /** Full names, with the file. */
  readonly skipped: readonly string[];
  /** Null: the run as a whole is sound. Else why it is not, though each test may have passed. */
  readonly problem: string | null;
}

const reportSchema = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['passed', 'failed']),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.enum(['passed', 'failed', 'skipped', 'pending', 'todo', 'disabled']),
        }),
      ),
    }),
  ),
});

/**
 * Counts a vitest JSON report; a file that failed outside its tests counts as one failed.
 *
 * @param text the report file's text, or null when there is none: the run broke off
 * @param exitCode vitest's own; not 0 with every test passed means an error that belongs to no test
 */
export function readTestReport(text: string | null, exitCode: number): TestReport {
  if (text === null) return broken('vitest left no report');
  const parsed = reportSchema.safeParse(JSON.parse(text));
  if (!parsed.success) return broken(`vitest's report is unreadable: ${parsed.error.message}`);
  let passed = 0;
  let failed = 0;
  const skipped: string[] = [];
  for (const file of parsed.data.testResults) {
    let failedHere = 0;
    for (const { fullName, status } of file.assertionResults) {
      if (status === 'passed') passed += 1;
      else if (status === 'failed') failedHere += 1;
      else skipped.push(`${file.name} > ${fullName}`);
    }
    failed += file.status === 'failed' ? Math.max(1, failedHere) : failedHere;
  }
  const counted = { passed, failed, skipped };
  if (passed + failed === 0) return { ...counted, failed: 1, problem: 'no test was run' };
  if (failed === 0 && (exitCode !== 0 || !parsed.data.success))
    return { ...counted, failed: 1, problem: 'an error outside any test' };
  return { ...counted, problem: null };
}

function broken(problem: string): TestReport {
  return { passed: 0, failed: 1, skipped: [], problem };
}
