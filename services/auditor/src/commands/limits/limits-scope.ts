import {
  type AccountId,
  accountIdSchema,
  type LimitsScope,
  type StrategyId,
  strategyIdSchema,
} from '@orderonce/contracts';
import type { Command } from 'commander';
import { z } from 'zod';

interface GivenScope {
  readonly account?: AccountId | undefined;
  readonly strategy?: StrategyId | undefined;
}

/** Adds the options that say whose orders are limited; `limitsScopeOf` reads them. */
export function withScopeOptions(command: Command): Command {
  return command
    .option('--account <id>', 'the orders of one account')
    .option('--strategy <id>', 'the orders of one strategy; with --account, of it there only');
}

/** Null when neither is named. */
export function limitsScopeOf({ account, strategy }: GivenScope): LimitsScope | null {
  if (account !== undefined && strategy !== undefined)
    return { kind: 'account-strategy', accountId: account, strategyId: strategy };
  if (account !== undefined) return { kind: 'account', accountId: account };
  return strategy === undefined ? null : { kind: 'strategy', strategyId: strategy };
}

/** The options that `withScopeOptions` adds. */
export const scopeOptionsSchema = z
  .object({ account: accountIdSchema.optional(), strategy: strategyIdSchema.optional() })
  .superRefine((options, context) => {
    if (limitsScopeOf(options) === null)
      context.addIssue({ code: 'custom', path: [], message: 'say --account, --strategy, or both' });
  });
