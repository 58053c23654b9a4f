import { type ChildProcess, spawn } from 'node:child_process';

export interface CommandResult {
  /** 128 and more: ended by a signal. */
  readonly exitCode: number;
  readonly output: string;
  readonly tookMs: number;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: where this process is. */
  readonly folder?: string;
  /** `keep` the output for later, or `show` it while the command runs. */
  readonly output: 'keep' | 'show';
}

const SIGNALLED_EXIT_CODE = 128;
const running = new Set<ChildProcess>();

/** Runs a command of this checkout to its end. Never rejects: a command that cannot start has failed. */
export function runCommand(options: Command): Promise<CommandResult> {
  const { command, args, environment, folder, output } = options;
  const startedAtMs = performance.now();
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: output === 'show' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let kept = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      kept += text;
    });
  return new Promise((resolve) => {
    const end = (exitCode: number) => {
      running.delete(child);
      resolve({ exitCode, output: kept, tookMs: performance.now() - startedAtMs });
    };
    child.once('error', (error) => {
      kept += error.message;
      end(1);
    });
    child.once('close', (code) => end(code ?? SIGNALLED_EXIT_CODE));
  });
}

/** Ends what runs now; each command's own way of stopping decides what it leaves. */
export function signalRunningCommands(signal: NodeJS.Signals): void {
  for (const child of running) child.kill(signal);
}
