import { killSwitchSchema, validate } from '@orderonce/contracts';
import { z } from 'zod';
import { CommandFailure } from './command-failure.ts';
import { durationMsSchema } from './time-text.ts';

/** What commander gives: options and arguments by name. */
export type GivenOptions = Readonly<Record<string, unknown>>;

/** Options that several commands take. */
export const jsonOption = { json: z.boolean().default(false) };
export const waitOption = { wait: durationMsSchema };
export const signedOptions = {
  who: killSwitchSchema.shape.who,
  why: killSwitchSchema.shape.why,
};
export const changeIdArgument = killSwitchSchema.shape.changeId;

/**
 * Holds what the command line gave against a schema, whose fields are named as commander names them.
 *
 * @param argumentNames those of the fields that are arguments and not options
 * @throws {CommandFailure} `BAD_INPUT`, with a line for every option that breaks a rule
 */
export function readInput<Value>(
  schema: z.ZodType<Value>,
  given: GivenOptions,
  argumentNames: readonly string[] = [],
): Value {
  const read = validate(schema, given, 'variables');
  if (read.ok) return read.value;
  const lines = read.problems.map(({ path, rule }) => {
    if (path === '') return rule;
    return `${argumentNames.includes(path) ? `<${path}>` : optionName(path)} ${rule}`;
  });
  throw new CommandFailure('BAD_INPUT', lines.join('\n'));
}

/** `maxOrdersPerSecond` as `--max-orders-per-second`. */
function optionName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
