import { execFile } from 'node:child_process';
import { join } from 'node:path';

const COMMAND = join(import.meta.dirname, '../../../services/auditor/src/main.ts');
/** Its own exit code for a command that was killed or never began. */
const NOT_RUN = -1;

export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `orderonce …` as a person would, in a process of its own, until it ends or `signal` is aborted. */
export function askAuditor(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [COMMAND, ...args],
      { env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024, signal },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode ?? NOT_RUN, stdout, stderr }),
    );
  });
}
