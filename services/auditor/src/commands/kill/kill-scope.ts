import {
  accountIdSchema,
  type KillScope,
  strategyIdSchema,
  symbolSchema,
} from '@orderonce/contracts';
import type { Command } from 'commander';
import { z } from 'zod';

const given = z.object({
  global: z.boolean().default(false),
  account: accountIdSchema.optional(),
  strategy: strategyIdSchema.optional(),
  symbol: symbolSchema.optional(),
});

/** Adds the options that say what a kill switch is about; `killScopeOf` reads them. */
export function withScopeOptions(command: Command): Command {
  return command
    .option('--global', 'everything')
    .option('--account <id>', 'the orders of one account')
    .option('--strategy <id>', 'the orders of one strategy, on all accounts')
    .option('--symbol <symbol>', 'the orders in one symbol, on all accounts');
}

/** The one scope that the options name; null when they name none, or several. */
export function killScopeOf(options: z.output<typeof given>): KillScope | null {
  const scopes: KillScope[] = [];
  if (options.global) scopes.push({ kind: 'global' });
  if (options.account !== undefined) scopes.push({ kind: 'account', accountId: options.account });
  if (options.strategy !== undefined)
    scopes.push({ kind: 'strategy', strategyId: options.strategy });
  if (options.symbol !== undefined) scopes.push({ kind: 'symbol', symbol: options.symbol });
  const [scope] = scopes;
  return scopes.length === 1 && scope !== undefined ? scope : null;
}

/** The options that `withScopeOptions` adds: everything is never meant by saying nothing. */
export const scopeOptionsSchema = given.superRefine((options, context) => {
  if (killScopeOf(options) === null)
    context.addIssue({
      code: 'custom',
      path: [],
      message: 'say one of --account, --strategy and --symbol, or --global for everything',
    });
});
