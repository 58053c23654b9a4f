import type { Command } from 'commander';
import type { Act } from '../../command-line/command-context.ts';
import { showPositions } from './show-positions.ts';

/** `orderonce positions` */
export function declarePositions(program: Command, act: Act): void {
  program
    .command('positions')
    .description('what every account held at a moment, from the outcomes alone')
    .option('--as-of <time>', "of the log's clock: 2026-11-22T09:31:00Z, or 2h ago (default: now)")
    .option('--account <id>', 'only of this account')
    .option('--symbol <symbol>', 'only in this symbol')
    .option('--json', 'print one JSON document')
    .option('--csv', 'print a sheet')
    .addHelpText(
      'after',
      `
The state hash is of all orders and positions, whatever is shown of them. It is the tracker's own (/state) when
both took the same outcomes.

Example:
  $ orderonce positions --as-of 2026-11-22T16:00:00Z --account PAPER-1 --csv`,
    )
    .action(act(showPositions));
}
