import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { StackFailure, startStack } from '@orderonce/infra';

// npm run bench             every bench, on a Kafka and a Redis of its own
// npm run bench -- speed    only those whose name holds `speed`
// npm run bench -- --short  options are for the benches: those of the executor look shorter and rougher

const BENCHES = [
  { name: 'idempotency/speed', nodeOptions: ['--expose-gc'] },
  { name: 'idempotency/side-by-side', nodeOptions: [] },
  { name: 'executor/throughput', nodeOptions: [] },
  { name: 'executor/latency', nodeOptions: [] },
  { name: 'executor/recovery', nodeOptions: [] },
  { name: 'executor/tracing', nodeOptions: [] },
  { name: 'client/reading', nodeOptions: [] },
  { name: 'tracker/folding', nodeOptions: [] },
  { name: 'audit/reading', nodeOptions: [] },
  { name: 'audit/trace', nodeOptions: [] },
  { name: 'audit/verify', nodeOptions: [] },
  { name: 'audit/replay', nodeOptions: [] },
];

const given = process.argv.slice(2);
const options = given.filter((word) => word.startsWith('--'));
const wanted = given.filter((word) => !options.includes(word));
const chosen = BENCHES.filter(({ name }) => wanted.every((word) => name.includes(word)));
if (chosen.length === 0) {
  process.stderr.write(`no bench holds ${wanted.join(' and ')}\n`);
  process.exit(2);
}
try {
  await using stack = await openStack();
  for (const { name, nodeOptions } of chosen) {
    process.stdout.write(`\n## ${name}\n\n`);
    const code = await run(name, nodeOptions, stack.environment);
    // A target that is missed is told by the bench and makes the whole command fail.
    if (code !== 0) process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof StackFailure)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}

async function openStack() {
  const stack = await startStack({ say: (line) => process.stderr.write(`${line}\n`) });
  return { environment: stack.environment, [Symbol.asyncDispose]: () => stack.stop() };
}

function run(
  name: string,
  nodeOptions: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number | null> {
  const entry = join(import.meta.dirname, name, 'main.ts');
  const child = spawn(process.execPath, [...nodeOptions, entry, ...options], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}
