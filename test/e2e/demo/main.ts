import { StackFailure } from '@orderonce/infra';
import pc from 'picocolors';
import { failuresOf } from './figures.ts';
import { readOptions, USAGE } from './options.ts';
import { createProgress } from './progress.ts';
import { type DemoResult, runDemo } from './run-demo.ts';
import { figuresTable } from './tables.ts';

const EXIT_BROKEN_PROMISE = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;
const MOST_FAILURES_SHOWN = 20;

const options = attempt(() => readOptions(process.argv.slice(2)), EXIT_USAGE);
if (options.help) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}
const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => interrupted.abort(new Error('interrupted')));
const progress = createProgress(process.stderr, () => performance.now());
const result = await runDemo(options, progress, interrupted.signal).catch((error: unknown) =>
  interrupted.signal.aborted ? process.exit(EXIT_INTERRUPTED) : fail(error, EXIT_BROKEN_PROMISE),
);
const failures = failuresOf(result.figures, options);
process.stdout.write(options.json ? asJson(result) : asText(result));
process.exitCode = failures.length === 0 ? 0 : EXIT_BROKEN_PROMISE;

function asJson({ figures, audit }: DemoResult): string {
  const { clientOrderId, traceDocument: trace, verify } = audit;
  const told = { figures, verify: verify.stdout, clientOrderId, trace };
  return `${JSON.stringify({ ok: failures.length === 0, failures, ...told }, null, 2)}\n`;
}

function asText({ figures, audit, logFolder }: DemoResult): string {
  const { clientOrderId: id, verify, trace } = audit;
  const verified = `${pc.bold('orderonce verify')}\n${verify.stdout}${pc.red(verify.stderr)}`;
  const story = id === undefined ? '' : `\n${pc.bold(`orderonce trace ${id}`)}\n${trace}`;
  const shown = failures.slice(0, MOST_FAILURES_SHOWN).map((failure) => pc.red(`  ${failure}`));
  const verdict =
    failures.length === 0
      ? pc.green('Every intent became exactly one order.')
      : `${pc.red(`${failures.length} promises are broken:`)}\n${shown.join('\n')}`;
  return `\n${figuresTable(figures)}\n\n${verified}${story}\n${verdict}\n${pc.dim(`Logs: ${logFolder}`)}\n`;
}

function attempt<Result>(work: () => Result, exitCode: number): Result {
  try {
    return work();
  } catch (error) {
    return fail(error, exitCode);
  }
}

function fail(error: unknown, exitCode: number): never {
  const isForPeople = error instanceof StackFailure || exitCode === EXIT_USAGE;
  const text = error instanceof Error ? (isForPeople ? error.message : error.stack) : String(error);
  process.stderr.write(`${pc.red(text ?? '')}\n`);
  process.exit(exitCode);
}
