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
import { limitsScopeOf, scopeOptionsSchema } from './limits-scope.ts';
import { writeLimits } from './write-limits.ts';

const optionsSchema = scopeOptionsSchema.and(
  z.object({ ...signedOptions, ...waitOption, ...jsonOption }),
);

/** Takes all limits of a scope away. Who did so and why stays on the topic, as limits without a rule. */
export async function clearLimits(context: CommandContext, given: GivenOptions): Promise<ExitCode> {
  const options = readInput(optionsSchema, given);
  const scope = limitsScopeOf(options);
  if (scope === null) return EXIT.badInput;
  const { who, why, wait: waitMs, json: isJson } = options;
  return writeLimits(context, { scope, who, why, waitMs, isJson, rulesAfter: () => ({}) });
}
