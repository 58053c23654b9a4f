import type { Command } from 'commander';
import type { Act } from '../../command-line/command-context.ts';
import { setPrice } from './set-price.ts';
import { showPrices } from './show-prices.ts';

/** `orderonce price …` */
export function declarePrice(program: Command, act: Act): void {
  const price = program.command('price').description('reference prices, which limits refer to');
  price
    .command('set')
    .description('say what prices of a symbol are held against, until the next one')
    .argument('<symbol>')
    .argument('<price>')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ orderonce price set AAPL 178.50')
    .action(act(setPrice));

  price
    .command('show')
    .description('the reference prices that stand')
    .option('--json', 'print one JSON document')
    .action(act(showPrices));
}
