import Table from 'cli-table3';
import pc from 'picocolors';
import type { Comparison } from './comparison.ts';
import type { Rates } from './rounds.ts';

export interface Result {
  readonly comparison: Comparison;
  /** Of each round, ours over theirs. */
  readonly ratios: readonly number[];
  readonly holds: boolean;
}

export function resultOf(comparison: Comparison, rates: Rates): Result {
  const theirs = rates.get(comparison.against) ?? [];
  const ratios = (rates.get(comparison.ours) ?? []).map(
    (ours, round) => ours.perSecond / (theirs[round]?.perSecond ?? Number.NaN),
  );
  return { comparison, ratios, holds: median(ratios) >= comparison.needs };
}

/** What each contender did, and what that makes of each promise. */
export function resultTables(rates: Rates, results: readonly Result[]): string {
  const speeds = table(['contender', 'per second, median', 'lowest to highest', 'CPU µs each']);
  for (const [name, all] of rates) {
    const perSecond = all.map((rate) => rate.perSecond);
    const cpuMicros = median(all.map((rate) => rate.cpuMicros));
    speeds.push([
      name,
      right(whole(median(perSecond))),
      right(spread(perSecond, whole)),
      right(whole(cpuMicros)),
    ]);
  }
  const ratios = table(['intents per second', 'ratio, median', 'lowest to highest', 'must be']);
  for (const { comparison, ratios: all, holds } of results)
    ratios.push([
      comparison.what,
      right((holds ? pc.green : pc.red)(median(all).toFixed(2))),
      right(spread(all, (ratio) => ratio.toFixed(2))),
      `>= ${comparison.needs}${holds ? '' : pc.red(' MISSED')}`,
    ]);
  return `${speeds.toString()}\n${ratios.toString()}\n`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

function spread(values: readonly number[], write: (value: number) => string): string {
  return `${write(Math.min(...values))} to ${write(Math.max(...values))}`;
}

const whole = (value: number) => value.toFixed(0);
const right = (content: string) => ({ content, hAlign: 'right' as const });
const table = (head: string[]) =>
  new Table({ head, style: { head: [], border: [], compact: true } });
