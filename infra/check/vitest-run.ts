import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';
import { readTestReport, type TestReport } from './test-report.ts';

export type TestProject = 'unit' | 'integration';

/**
 * Runs the tests of some projects, showing them as they end.
 *
 * @param filters parts of file paths; none: all files
 */
export async function runTests(
  projects: readonly TestProject[],
  filters: readonly string[],
): Promise<TestReport & { readonly tookMs: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'orderonce-report-'));
  const reportFile = join(folder, 'report.json');
  try {
    const { exitCode, tookMs } = await runCommand({
      command: 'vitest',
      args: [
        'run',
        ...['--config', 'infra/check/vitest.config.ts', '--root', '.'],
        ...projects.flatMap((project) => ['--project', project]),
        ...['--reporter', 'default', '--reporter', 'json', `--outputFile.json=${reportFile}`],
        ...filters,
      ],
      // kafkajs sets timers with negative times; Node takes them for 1 ms, which is what is meant.
      environment: { NODE_OPTIONS: '--disable-warning=TimeoutNegativeWarning' },
      output: 'show',
    });
    return { ...readTestReport(readReport(reportFile), exitCode), tookMs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
