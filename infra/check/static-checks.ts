import { runCommand } from './run-command.ts';
import { sourceFiles } from './source-files.ts';

/** A check of the sources as they lie there: nothing of them is run. */
export interface StaticCheck {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** How many files the check looked at, read from its own output. */
  readonly countFiles: (output: string) => number;
  /** What of the output a person needs when the check fails. */
  readonly complaints: (output: string) => string;
}

export interface StaticCheckResult {
  readonly name: string;
  readonly tookMs: number;
  readonly files: number;
  /** Null: passed. */
  readonly problem: string | null;
}

const OWN_SOURCE = /^\/(?!.*\/node_modules\/).*\.m?ts$/;

export const STATIC_CHECKS: readonly StaticCheck[] = [
  {
    name: 'format and lint',
    command: 'biome',
    args: ['check', '--error-on-warnings', '.'],
    countFiles: (output) => firstNumber(output, /Checked (\d+) files?/),
    complaints: (output) => output,
  },
  {
    name: 'types',
    command: 'tsc',
    args: ['-p', 'infra/check/tsconfig.json', '--listFiles'],
    countFiles: (output) => output.split('\n').filter((line) => OWN_SOURCE.test(line)).length,
    complaints: (output) =>
      output
        .split('\n')
        .filter((line) => !line.startsWith('/'))
        .join('\n'),
  },
  {
    name: 'unused code and dependencies',
    command: 'knip',
    args: ['--no-progress', '--reporter', 'symbols', '--reporter', './infra/check/knip-count.mjs'],
    countFiles: (output) => firstNumber(output, /Looked at (\d+) files/),
    complaints: (output) => output,
  },
];

/**
 * Runs a check on the checkout in `folder`. One that did not look at every source file has failed, whatever
 * its exit code says.
 */
export async function runStaticCheck(
  check: StaticCheck,
  folder: string,
): Promise<StaticCheckResult> {
  const { exitCode, output, tookMs } = await runCommand({ ...check, folder, output: 'keep' });
  const files = check.countFiles(output);
  const complaint = exitCode === 0 ? null : check.complaints(output).trim() || `exit ${exitCode}`;
  const problem = complaint ?? oversight(files, sourceFiles(folder).length);
  return { name: check.name, tookMs, files, problem };
}

function oversight(files: number, sources: number): string | null {
  if (sources === 0) return 'there is no source file to look at';
  return files < sources ? `it looked at ${files} files; there are ${sources} source files` : null;
}

function firstNumber(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? 0);
}
