import { Command, CommanderError } from 'commander';
import { declareDlq } from '../commands/dlq/declare-dlq.ts';
import { declareHeld } from '../commands/held/declare-held.ts';
import { declareIndex } from '../commands/index/declare-index.ts';
import { declareKill } from '../commands/kill/declare-kill.ts';
import { declareLimits } from '../commands/limits/declare-limits.ts';
import { declarePositions } from '../commands/positions/declare-positions.ts';
import { declarePrice } from '../commands/price/declare-price.ts';
import { declareReplay } from '../commands/replay/declare-replay.ts';
import { declareReport } from '../commands/report/declare-report.ts';
import { declareTrace } from '../commands/trace/declare-trace.ts';
import { declareVerify } from '../commands/verify/declare-verify.ts';
import type { Act, CommandContext } from './command-context.ts';
import { CommandFailure } from './command-failure.ts';
import { EXIT, type ExitCode } from './exit.ts';

/**
 * Runs one command line to its end: everything it says goes to the context's terminal.
 *
 * @param args without the program's own name
 */
export async function runCommandLine(
  args: readonly string[],
  context: CommandContext,
): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const act: Act =
    (work) =>
    async (...called) => {
      const command = called.at(-1);
      if (!(command instanceof Command)) throw new Error('commander gave no command');
      exitCode = await work(context, givenTo(command, context.userName));
    };
  try {
    await program(context, act).parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, context);
  }
}

function program({ terminal }: CommandContext, act: Act): Command {
  const root = new Command('orderonce')
    .description('Sees and steers what executors do with orders.')
    .configureHelp({ helpWidth: terminal.columns })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.warn(text.trimEnd()),
      getOutHelpWidth: () => terminal.columns,
      getErrHelpWidth: () => terminal.columns,
    })
    .showHelpAfterError('(add --help for more)')
    .exitOverride()
    .addHelpText('after', HELP);
  declareDlq(root, act);
  declareHeld(root, act);
  declareIndex(root, act);
  declareKill(root, act);
  declareLimits(root, act);
  declarePositions(root, act);
  declarePrice(root, act);
  declareReplay(root, act);
  declareReport(root, act);
  declareTrace(root, act);
  declareVerify(root, act);
  return root;
}

const HELP = `
Kafka is found by the executors' own variables: KAFKA_BROKERS, KAFKA_SSL…, TOPIC_PREFIX, EXECUTOR_GROUP_ID.

Exit codes: 0 done; 1 refused, or not acknowledged in time; 2 bad input or configuration.

Examples:
  $ orderonce kill engage --global --why "prices look wrong" --cancel-open-orders
  $ orderonce kill status
  $ orderonce held list --json`;

/** Options and arguments by name; who runs the command stands in for a missing --who. */
function givenTo(command: Command, userName: string | undefined): Record<string, unknown> {
  const given = command.registeredArguments.map((argument, at) => [
    argument.name(),
    command.processedArgs[at],
  ]);
  return { who: userName, ...command.opts(), ...Object.fromEntries(given) };
}

function exitCodeOf(error: unknown, { terminal }: CommandContext): ExitCode {
  // What is wrong with a command line, or its help, was printed by commander itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  terminal.warn(error instanceof Error ? error.message : String(error));
  return error instanceof CommandFailure ? error.exitCode : EXIT.refused;
}
