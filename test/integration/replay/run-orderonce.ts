import { execFile } from 'node:child_process';
import { join } from 'node:path';

const COMMAND = join(import.meta.dirname, '../../../services/auditor/src/main.ts');
const MOST_BYTES = 16 * 1024 * 1024;

/** The command as a process of its own, on the topics of a pipeline. */
export function runOrderonce(topicPrefix: string, ...args: readonly string[]) {
  const { promise, resolve } = Promise.withResolvers<{
    readonly stdout: string;
    readonly stderr: string;
    readonly exitCode: number | null;
  }>();
  const env = { ...process.env, TOPIC_PREFIX: topicPrefix, EXECUTOR_GROUP_ID: 'executor' };
  const options = { env, maxBuffer: MOST_BYTES };
  const child = execFile(process.execPath, [COMMAND, ...args], options, (_error, stdout, stderr) =>
    resolve({ stdout, stderr, exitCode: child.exitCode }),
  );
  return promise;
}
