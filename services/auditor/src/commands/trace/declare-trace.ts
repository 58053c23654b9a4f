import type { Command } from 'commander';
import type { Act } from '../../command-line/command-context.ts';
import { traceOrder } from './trace-order.ts';

/** `orderonce trace …` */
export function declareTrace(program: Command, act: Act): void {
  program
    .command('trace')
    .description('everything about an order in one time line, from the topics alone')
    .argument('<order>', 'a client order id, the beginning of some, or a trace id')
    .option('--position', "read all of the instrument's outcomes for the position after each fill")
    .option('--everywhere', 'look in all partitions, in case the id was used twice by mistake')
    .option(
      '--index <file>',
      'the index to use (default: that in your cache folder, if it is there)',
    )
    .option('--no-index', 'read the topics themselves')
    .option('--limit <count>', 'how many orders to list where several begin so', '20')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
With an index ("index build") it answers at once. Without one it reads from the time in the id, at which
the session of its strategy began.

Exit code 1: the topics do not know the order.

Examples:
  $ orderonce trace MOM-1RV4K2-000001-a3f8b2c1
  $ orderonce trace MOM-1RV4K2`,
    )
    .action(act(traceOrder));
}
