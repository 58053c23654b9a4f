import type { Command } from 'commander';
import type { Act } from '../../command-line/command-context.ts';
import { buildOrderIndex } from './build-order-index.ts';
import { removeIndex } from './remove-index.ts';
import { showIndexStatus } from './show-index-status.ts';

const FILE = 'where it lies (default: in your cache folder)';

/** `orderonce index …` */
export function declareIndex(program: Command, act: Act): void {
  const index = program
    .command('index')
    .description('a local file that tells where each order stands on the topics');

  index
    .command('build')
    .description('make it, or bring it up to date')
    .option('--index <file>', FILE)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
May be stopped at any time: the next one goes on where it stood.

Example:
  $ orderonce index build`,
    )
    .action(act(buildOrderIndex));

  index
    .command('status')
    .description('how far it reaches')
    .option('--index <file>', FILE)
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ orderonce index status')
    .action(act(showIndexStatus));

  index
    .command('remove')
    .description('delete it; the topics are not touched')
    .option('--index <file>', FILE)
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ orderonce index remove')
    .action(act(removeIndex));
}
