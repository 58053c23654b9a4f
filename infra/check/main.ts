// npm test                  everything: format, lint, types, unused code, unit and integration tests
// npm test -- unit          only the unit tests; `integration` likewise
// npm test -- order-id      only test files whose path holds `order-id`
import { constants } from 'node:os';
import { CHECKOUT } from '../checkout.ts';
import { signalRunningCommands } from './run-command.ts';
import { runStaticCheck, STATIC_CHECKS, type StaticCheckResult } from './static-checks.ts';
import { summarize } from './summary.ts';
import type { TestReport } from './test-report.ts';
import { runTests, type TestProject } from './vitest-run.ts';

const TEST_PROJECTS: readonly TestProject[] = ['unit', 'integration'];

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    process.exitCode = 128 + constants.signals[signal];
    signalRunningCommands(signal);
  });

const args = process.argv.slice(2);
const checks = args.length === 0 ? await checkSources() : [];
const tests = await runTestProjects(args);
for (const report of tests)
  for (const name of report.skipped) console.log(`skipped: ${name.replace(`${CHECKOUT}/`, '')}`);

const summary = summarize(checks, tests);
console.log(summary.line);
process.exitCode ??= summary.exitCode;

async function checkSources(): Promise<StaticCheckResult[]> {
  const results: StaticCheckResult[] = [];
  for (const check of STATIC_CHECKS) {
    if (process.exitCode !== undefined) break;
    const result = await runStaticCheck(check, CHECKOUT);
    results.push(result);
    printLine(result.name, result.tookMs, `${result.files} files`, result.problem === null);
    if (result.problem !== null) console.log(`${result.problem}\n`);
  }
  return results;
}

async function runTestProjects(wanted: readonly string[]): Promise<TestReport[]> {
  const isProject = (word: string): word is TestProject => TEST_PROJECTS.some((p) => p === word);
  const filters = wanted.filter((word) => !isProject(word));
  const named = wanted.filter(isProject);
  const projects = named.length > 0 ? named : TEST_PROJECTS;
  // A filter may match files of one project only, so filtered files are one run.
  const runs = filters.length > 0 ? [projects] : projects.map((project) => [project]);
  const reports: TestReport[] = [];
  for (const run of runs) {
    if (process.exitCode !== undefined) break;
    const report = await runTests(run, filters);
    reports.push(report);
    const total = report.passed + report.failed + report.skipped.length;
    printLine(`${run.join(' and ')} tests`, report.tookMs, `${total} tests`, report.failed === 0);
    if (report.problem !== null) console.log(report.problem);
  }
  return reports;
}

function printLine(name: string, tookMs: number, lookedAt: string, passed: boolean): void {
  const seconds = `${(tookMs / 1000).toFixed(1)} s`;
  console.log(
    `${passed ? '✓' : '✗'} ${name.padEnd(30)} ${lookedAt.padStart(12)} ${seconds.padStart(9)}`,
  );
}
