import { parseArgs } from 'node:util';

const PART_NAMES = ['kill', 'restart', 'memory', 'replay'] as const;
type PartName = (typeof PART_NAMES)[number];

export interface RecoveryOptions {
  readonly short: boolean;
  /** For memory and replay. */
  readonly intents: number;
  readonly parts: readonly PartName[];
}

const MILLION = 1_000_000;
const FEW = 50_000;

/** @throws {Error} naming what is wrong */
export function readOptions(args: readonly string[]): RecoveryOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { short: { type: 'boolean', default: false }, intents: { type: 'string' } },
  });
  const { short } = values;
  const intents = Number(values.intents ?? (short ? FEW : MILLION));
  if (!Number.isInteger(intents) || intents < 1)
    throw new Error('--intents must be a whole number');
  const unknown = positionals.filter((word) => !PART_NAMES.some((name) => name === word));
  if (unknown.length > 0)
    throw new Error(`${unknown.join(', ')}: there are ${PART_NAMES.join(', ')}`);
  const wanted = PART_NAMES.filter((name) => positionals.includes(name));
  return { short, intents, parts: wanted.length > 0 ? wanted : PART_NAMES };
}
