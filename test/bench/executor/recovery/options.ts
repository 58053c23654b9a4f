import { parseArgs } from 'node:util';

const PART_NAMES = ['kill', 'restart', 'memory', 'replay'] as const;
type PartName = (typeof PART_NAMES)[number];

export interface RecoveryOptions {
  readonly short: boolean;
  /** Intents that pass lanes that are stalled. */
  readonly stalled: number;
  /** Intents that are delivered again. */
  readonly replayed: number;
  readonly parts: readonly PartName[];
}

const MILLION = 1_000_000;
const FEW = { stalled: 20_000, replayed: 50_000 };
const MANY = { stalled: MILLION, replayed: MILLION };

/** @throws {Error} naming what is wrong */
export function readOptions(args: readonly string[]): RecoveryOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { short: { type: 'boolean', default: false }, intents: { type: 'string' } },
  });
  const { short } = values;
  const given = values.intents === undefined ? null : Number(values.intents);
  if (given !== null && (!Number.isInteger(given) || given < 1 || given > MILLION))
    throw new Error(`--intents must be a whole number up to ${MILLION}`);
  const unknown = positionals.filter((word) => !PART_NAMES.some((name) => name === word));
  if (unknown.length > 0)
    throw new Error(`${unknown.join(', ')}: there are ${PART_NAMES.join(', ')}`);
  const wanted = PART_NAMES.filter((name) => positionals.includes(name));
  const counts = given === null ? (short ? FEW : MANY) : { stalled: given, replayed: given };
  return { short, ...counts, parts: wanted.length > 0 ? wanted : PART_NAMES };
}
