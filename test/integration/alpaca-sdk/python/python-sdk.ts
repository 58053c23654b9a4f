import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const SCRIPT = join(import.meta.dirname, 'trade.py');

const lineSchema = z.union([
  z.object({ result: z.json() }),
  z.object({ error: z.record(z.string(), z.json()) }),
  z.object({ update: z.record(z.string(), z.json()) }),
]);
type Answer = { readonly result: unknown } | { readonly error: unknown };

/** The SDK in a process of its own. */
export interface PythonSdk {
  /** The trade updates so far, as the SDK's stream shows them. */
  readonly updates: Record<string, unknown>[];
  /** What the SDK shows of an action's result, or of its own error; actions are done one after the other. */
  act(action: string, fields?: Record<string, unknown>): Promise<Answer>;
  /** Resolves with the exit code. */
  end(): Promise<number | null>;
}

export function startPythonSdk(python: string): PythonSdk {
  // A proxy that the machine may have cannot reach this machine's own addresses.
  const env = { ...process.env, NO_PROXY: '*' };
  const child = spawn(python, ['-W', 'ignore', SCRIPT], { env, stdio: 'pipe' });
  const updates: Record<string, unknown>[] = [];
  const waiting: ((answer: Answer) => void)[] = [];
  createInterface(child.stdout).on('line', (text) => {
    const line = lineSchema.parse(JSON.parse(text));
    if ('update' in line) updates.push(line.update);
    else waiting.shift()?.(line);
  });

  let complaints = '';
  child.stderr.on('data', (data) => {
    complaints += data;
  });
  const exited = new Promise<number | null>((done) => child.on('close', done));
  const died = exited.then(() => Promise.reject(new Error(`Python ended: ${complaints}`)));
  // Whoever waits for an answer is told; nobody may.
  died.catch(() => {});
  child.stdin.on('error', () => {});

  return {
    updates,
    act(action, fields = {}) {
      child.stdin.write(`${JSON.stringify({ action, arguments: fields })}\n`);
      return Promise.race([new Promise<Answer>((done) => waiting.push(done)), died]);
    },
    end() {
      child.stdin.end();
      return exited;
    },
  };
}
