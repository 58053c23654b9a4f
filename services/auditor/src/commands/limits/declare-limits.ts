import type { Command } from 'commander';
import type { Act } from '../../command-line/command-context.ts';
import { clearLimits } from './clear-limits.ts';
import { withScopeOptions } from './limits-scope.ts';
import { setLimits } from './set-limits.ts';
import { showLimits } from './show-limits.ts';

/** `orderonce limits …` */
export function declareLimits(program: Command, act: Act): void {
  const limits = program.command('limits').description('what orders may be at most');

  withSigning(withScopeOptions(limits.command('set')))
    .description('set limits of a scope; those not named stay, and "none" takes one away')
    .option('--max-quantity <amount>', 'of one order')
    .option('--max-notional <amount>', 'quantity times price, or the reference price')
    .option('--max-price-deviation <fraction>', 'from the reference price; 0.05 is five percent')
    .option('--max-orders-per-second <count>', 'over all executors')
    .option('--allow-strategies <ids>', 'who may trade on the account, with commas between')
    .addHelpText(
      'after',
      `
An order must be within the limits of every scope that it falls into.

Examples:
  $ orderonce limits set --account PAPER-1 --max-quantity 500 --why "new desk"
  $ orderonce limits set --account PAPER-1 --strategy MOM --max-notional none --why "raised by risk"`,
    )
    .action(act(setLimits));

  limits
    .command('show')
    .description('the limits that stand')
    .option('--json', 'print one JSON document')
    .action(act(showLimits));

  withSigning(withScopeOptions(limits.command('clear')))
    .description('take all limits of a scope away')
    .action(act(clearLimits));
}

function withSigning(command: Command): Command {
  return command
    .option('--why <text>', 'the reason')
    .option('--who <name>', 'who says so (default: the user of this machine)')
    .option('--wait <time>', 'how long to wait for the executors', '30s')
    .option('--json', 'print one JSON document');
}
