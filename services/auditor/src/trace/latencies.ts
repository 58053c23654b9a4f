import type { TimedMoment } from './time-line.ts';

/** How long one step took, from the end of the one before it. */
export interface Latency {
  readonly step: 'on the log' | 'first call' | 'verdict' | 'first fill' | 'last fill';
  readonly afterMs: number;
}

/**
 * The steps of an order's life that its time line shows, in the order in which they came: a fill may be told before
 * the acceptance whose answer was lost. Those that it does not show are left out.
 */
export function latencies(
  moments: readonly TimedMoment[],
  createdAtMs: number | undefined,
): Latency[] {
  const fills = moments.filter(({ event }) => event === 'TRADE');
  const all: readonly (readonly [Latency['step'], number | undefined])[] = [
    ['on the log', moments.find(({ event }) => event === 'INTENT')?.atMs],
    ['first call', moments.find(({ source }) => source === 'venue')?.atMs],
    ['verdict', moments.find(({ event }) => VERDICTS.includes(event))?.atMs],
    ['first fill', fills[0]?.atMs],
    ['last fill', fills.length > 1 ? fills.at(-1)?.atMs : undefined],
  ];
  const steps = all
    .flatMap(([step, atMs]) => (atMs === undefined ? [] : [{ step, atMs }]))
    .sort((a, b) => a.atMs - b.atMs);
  const beginMs = createdAtMs ?? steps[0]?.atMs ?? 0;
  return steps
    .map(({ step, atMs }, at) => ({ step, afterMs: atMs - (steps[at - 1]?.atMs ?? beginMs) }))
    .slice(createdAtMs === undefined ? 1 : 0);
}

const VERDICTS: readonly string[] = ['ACCEPTED', 'REJECTED', 'DENIED'];
