import type { Command } from 'commander';
import type { Act } from '../../command-line/command-context.ts';
import { verify } from './verify.ts';

/** `orderonce verify` */
export function declareVerify(program: Command, act: Act): void {
  program
    .command('verify')
    .description('hold everything that the topics show against what is promised')
    .option('--from <time>', 'intents logged since then; such as 2026-11-22T09:30:00Z, or 2h ago')
    .option('--to <time>', 'intents logged up to then')
    .option('--account <id>', 'orders of this account only')
    .option('--symbol <symbol>', 'orders in this symbol only')
    .option('--strategy <id>', 'orders of this strategy only')
    .option('--settle <time>', 'how young, at the end of the log, may be under way', '60s')
    .option('--broker', "compare with the venue's own orders, fills and positions, too")
    .option('--max-shown <count>', 'how many violations of each check are shown', '20')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Reads orders.intents, orders.outcomes, orders.intents.dlq and orders.control; joins no group, writes nothing.
With --broker also asks the venues, which are found by the executors' variables: ALPACA_BASE_URL, ALPACA_ACCOUNTS, …
Exit codes: 0 all promises hold; 1 a violation was found, or there was nothing to verify; 2 bad input.

Examples:
  $ orderonce verify
  $ orderonce verify --broker
  $ orderonce verify --from 2h --account PAPER-1
  $ orderonce verify --settle 0s --json | jq .violations`,
    )
    .action(act(verify));
}
