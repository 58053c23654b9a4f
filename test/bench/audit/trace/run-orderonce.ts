import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const COMMAND = join(import.meta.dirname, '../../../../services/auditor/src/main.ts');
const MAX_PRINTED_BYTES = 64 * 1024 * 1024;

export interface Ran {
  /** What it printed with `--json`. */
  readonly document: unknown;
  /** Of the whole process, from its start to its end. */
  readonly tookMs: number;
}

/**
 * Runs the command as a person does, in a process of its own.
 *
 * @throws when it exits with another code than 0
 */
export async function runOrderonce(prefix: string, args: readonly string[]): Promise<Ran> {
  const startedMs = performance.now();
  const { stdout } = await run(process.execPath, [COMMAND, ...args, '--json'], {
    env: { ...process.env, TOPIC_PREFIX: prefix },
    maxBuffer: MAX_PRINTED_BYTES,
  });
  return { tookMs: performance.now() - startedMs, document: JSON.parse(stdout) };
}
