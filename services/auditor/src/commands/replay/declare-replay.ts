import type { Command } from 'commander';
import type { Act } from '../../command-line/command-context.ts';
import { replay } from './replay-decisions.ts';

/** `orderonce replay` */
export function declareReplay(program: Command, act: Act): void {
  program
    .command('replay')
    .description('ask every decision again, with no venue attached, and tell every difference')
    .option('--from <time>', "intents since, by the log's clock: 2026-11-22T09:31:00Z, or 2h ago")
    .option('--to <time>', 'intents until, included')
    .option(
      '--from-offset <partition:offset>',
      'intents from there on; may be repeated',
      collect,
      [],
    )
    .option('--to-offset <partition:offset>', 'intents up to there, included', collect, [])
    .option('--account <id>', 'only of this account')
    .option('--symbol <symbol>', 'only in this symbol')
    .option('--strategy <id>', 'only of this strategy')
    .option('--twice', 'fold the outcomes too, and twice: nothing may come of the second time')
    .option('--into <topic>', 'decide nothing, but write the intents to another topic')
    .option('--outcomes', 'with --into: the outcomes instead')
    .option('--speed <times>', 'with --into: 1 (as it was), 10 or max (default: max)')
    .option('--rate <count>', 'with --into: so many records a second')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
The content guard is set up by the executors' own variables (IDEMPOTENCY_CONFIG_FILE, IDEMPOTENCY_…).

Exit code 1: something comes out otherwise than it was recorded.

Examples:
  $ orderonce replay --from 1d --account PAPER-1
  $ orderonce replay --from-offset 3:1200 --to-offset 3:1300 --json
  $ orderonce replay --into rehearsal.orders.intents --speed 10`,
    )
    .action(act(replay));
}

/** An option that may be given several times. */
function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
