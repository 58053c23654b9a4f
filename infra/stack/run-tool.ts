import { execFile } from 'node:child_process';

export interface ToolResult {
  /** Null: there is no such command. */
  readonly exitCode: number | null;
  /** Standard output and error, in this order. */
  readonly output: string;
}

export type RunTool = (
  command: string,
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
) => Promise<ToolResult>;

const LONGEST_OUTPUT_BYTES = 10 * 1024 * 1024;

/** Asks a tool of the machine something that it answers by itself and soon. Never rejects. */
export const runTool: RunTool = (command, args, environment = {}) =>
  new Promise((resolve) => {
    const options = {
      env: { ...process.env, ...environment },
      maxBuffer: LONGEST_OUTPUT_BYTES,
    };
    execFile(command, [...args], options, (error, stdout, stderr) => {
      const output = stdout + stderr;
      if (error === null) resolve({ exitCode: 0, output });
      else if (error.code === 'ENOENT') resolve({ exitCode: null, output: error.message });
      else resolve({ exitCode: typeof error.code === 'number' ? error.code : 1, output });
    });
  });
