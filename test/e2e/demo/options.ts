import { parseArgs } from 'node:util';

export interface DemoOptions {
  readonly intents: number;
  readonly seed: number;
  readonly json: boolean;
  readonly help: boolean;
}

export const USAGE = `npm run demo -- [options]

  --intents <n>   how many intents the strategies publish (default 5000)
  --seed <n>      which intents are repeated, which answers are lost (default 1)
  --json          the result as one JSON object on stdout
  --help          this text`;

/**
 * Reads the command line.
 *
 * @throws {Error} naming the option and the rule
 */
export function readOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      intents: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    intents: wholeNumber('--intents', values.intents, 100, 1_000_000),
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 31),
    json: values.json,
    help: values.help,
  };
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most)
    throw new Error(`${name} must be a whole number from ${least} to ${most}`);
  return number;
}
