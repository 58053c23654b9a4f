import type { Command } from 'commander';
import type { Act } from '../../command-line/command-context.ts';
import { listLetters } from './list-letters.ts';
import { redriveLetter } from './redrive-letter.ts';
import { showLetter } from './show-letter.ts';

/** `orderonce dlq …` */
export function declareDlq(program: Command, act: Act): void {
  const dlq = program
    .command('dlq')
    .description('intents that nobody could use: see them, correct them, send them again');

  dlq
    .command('list')
    .description('what was set aside, oldest first')
    .option('--from <time>', 'only what was set aside since: 2026-11-22T09:31:00Z, or 2h ago')
    .option('--to <time>', 'only what was set aside until')
    .option('--account <id>', 'only of this account, where it could be read')
    .option('--reason <code>', 'INVALID_INTENT, UNSUPPORTED_SCHEMA_VERSION or WRONG_PARTITION')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ orderonce dlq list --from 2h --reason INVALID_INTENT')
    .action(act(listLetters));

  dlq
    .command('show')
    .description('all that is known of one dead letter, its bytes included')
    .argument('<letter>', 'partition and offset on the dead-letter topic, as "dlq list" tells it')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ orderonce dlq show 0:12')
    .action(act(showLetter));

  dlq
    .command('redrive')
    .description('publish a corrected letter as an intent, and wait for its answer')
    .argument('<letter>', 'partition and offset on the dead-letter topic, as "dlq list" tells it')
    .option('--set <field=value>', 'change a field; "now" for a time', collect, [])
    .option('--unset <field>', 'take a field away', collect, [])
    .option('--file <path>', 'the whole corrected intent, as JSON')
    .option('--as-is', 'the same bytes again: what spoke against them has gone away')
    .option('--dry-run', 'show what would be published, and publish nothing')
    .option('--why <text>', 'the reason')
    .option('--who <name>', 'who says so (default: the user of this machine)')
    .option('--wait <time>', 'how long to wait for the answer', '30s')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
The id stays as it is, so it is one order at most, however often it is sent. Where the id has an answer by
now, the executor says DUPLICATE for the same body and REFUSED for another, and sends nothing.

Exit code 1: rejected, denied, held or refused, or no answer in time.

Examples:
  $ orderonce dlq redrive 0:12 --set quantity=10 --set createdAtMs=now --why "was a JSON number"
  $ orderonce dlq redrive 0:13 --as-is --why "executors read version 2 now"`,
    )
    .action(act(redriveLetter));
}

/** An option that may be given several times. */
function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
