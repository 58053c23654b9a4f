import type { Command } from 'commander';
import type { Act } from '../../command-line/command-context.ts';
import { showReport } from './show-report.ts';

/** `orderonce report` */
export function declareReport(program: Command, act: Act): void {
  program
    .command('report')
    .description('what was asked for and what came of it: counts, fills, latencies')
    .option('--by <what>', 'strategy, session or account', 'strategy')
    .option('--from <time>', "by the log's clock: 2026-11-22T09:31:00Z, or 2h ago")
    .option('--to <time>', 'the end of the time, included')
    .option('--account <id>', 'only of this account')
    .option('--symbol <symbol>', 'only in this symbol')
    .option('--strategy <id>', 'only of this strategy')
    .option('--json', 'print one JSON document')
    .option('--csv', 'print a sheet')
    .addHelpText('after', '\nExample:\n  $ orderonce report --by account --from 1d --csv')
    .action(act(showReport));
}
