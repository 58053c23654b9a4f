import type { Command } from 'commander';
import type { Act } from '../../command-line/command-context.ts';
import { listHeld } from './list-held.ts';
import { resolveHeld } from './resolve-held.ts';
import { showHeld } from './show-held.ts';

/** `orderonce held …` */
export function declareHeld(program: Command, act: Act): void {
  const held = program
    .command('held')
    .description('orders whose fate nobody knows: see them, and resolve them');

  held
    .command('list')
    .description('the orders that wait for a person')
    .option('--account <id>', 'only of this account')
    .option('--symbol <symbol>', 'only in this symbol')
    .option('--json', 'print one JSON document')
    .action(act(listHeld));

  held
    .command('show')
    .description('all that is known of one held order')
    .argument('<id>', 'its client order id')
    .option('--account <id>', 'where the same id is held on several')
    .option('--no-outcomes', 'leave out its outcomes, which take a moment to read')
    .option('--json', 'print one JSON document')
    .action(act(showHeld));

  held
    .command('resolve')
    .description('say what became of a held order, which frees its instrument')
    .argument('<id>', 'its client order id')
    .option('--as <decision>', 'adopt, absent, resend or abandon')
    .option('--why <text>', 'how you know')
    .option('--who <name>', 'who says so (default: the user of this machine)')
    .option('--broker-order-id <id>', "with adopt: the venue's own id, where it must be named")
    .option('--account <id>', 'where the same id is held on several')
    .option('--replace', 'take the place of a resolution that no executor answered yet')
    .option('--wait <time>', 'how long to wait for the executor', '30s')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Decisions:
  adopt    the venue has the order: it is looked up, compared and taken over
  absent   the venue has no such order: it ends as denied
  resend   the venue has no such order, and it is still wanted: it is sent again under its id
  abandon  nobody will ever know; it is settled outside of the system

Look at the venue first. A wrong "resend" is a second order, a wrong "absent" one that nobody watches.

Exit code 1: the executor refused, or did not answer in time. Then the resolution stays and will be done.

Example:
  $ orderonce held resolve MOM-1RV4K2-000001-a3f8b2c1 --as adopt --why "seen in the venue's blotter"`,
    )
    .action(act(resolveHeld));
}
