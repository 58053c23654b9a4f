import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import {
  type GivenOptions,
  jsonOption,
  readInput,
  signedOptions,
  waitOption,
} from '../../command-line/read-input.ts';
import { changedRules, type RuleChanges, ruleOptions } from './limit-rules.ts';
import { limitsScopeOf, scopeOptionsSchema } from './limits-scope.ts';
import { writeLimits } from './write-limits.ts';

const RULE_OPTIONS = Object.keys(ruleOptions) as (keyof typeof ruleOptions)[];

const rulesSchema = z
  .object({ ...ruleOptions, strategy: z.string().optional() })
  .superRefine((options, context) => {
    const complain = (path: string[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    if (RULE_OPTIONS.every((name) => options[name] === undefined))
      complain([], 'say at least one limit');
    if (options.allowStrategies !== undefined && options.strategy !== undefined)
      complain(['allowStrategies'], 'is for an account as a whole, without --strategy');
  });
const optionsSchema = scopeOptionsSchema
  .and(rulesSchema)
  .and(z.object({ ...signedOptions, ...waitOption, ...jsonOption }));

/** Sets the named limits of a scope; those not named stay as they are. */
export async function setLimits(context: CommandContext, given: GivenOptions): Promise<ExitCode> {
  const options = readInput(optionsSchema, given);
  const scope = limitsScopeOf(options);
  if (scope === null) return EXIT.badInput;
  const { who, why, wait: waitMs, json: isJson } = options;
  const changes: RuleChanges = {
    ...named('maxQuantity', options.maxQuantity),
    ...named('maxNotional', options.maxNotional),
    ...named('maxPriceDeviation', options.maxPriceDeviation),
    ...named('maxOrdersPerSecond', options.maxOrdersPerSecond),
    ...named('allowedStrategyIds', options.allowStrategies),
  };
  const rulesAfter: Parameters<typeof writeLimits>[1]['rulesAfter'] = (before) =>
    changedRules(before, changes);
  return writeLimits(context, { scope, who, why, waitMs, isJson, rulesAfter });
}

function named<Name extends keyof RuleChanges>(
  name: Name,
  value: RuleChanges[Name] | undefined,
): Pick<RuleChanges, Name> | Record<string, never> {
  return value === undefined ? {} : ({ [name]: value } as Pick<RuleChanges, Name>);
}
