import type { TimedMoment } from './time-line.ts';

/** How long one step took, from the end of the one before it. */
export interface Latency {
  readonly step: 'on the log' | 'first call' | 'verdict' | 'first fill' | 'last fill';
  readonly afterMs: number;
}

/** The steps of an order's life that its time line shows; those that it does not show are left out. */
export function latencies(
  moments: readonly TimedMoment[],
  createdAtMs: number | undefined,
): Latency[] {
  const fills = moments.filter(({ event }) => event === 'TRADE');
  const steps: readonly (readonly [Latency['step'], number | undefined])[] = [
    ['on the log', moments.find(({ event }) => event === 'INTENT')?.atMs],
    ['first call', moments.find(({ source }) => source === 'venue')?.atMs],
    ['verdict', moments.find(({ event }) => VERDICTS.includes(event))?.atMs],
    ['first fill', fills[0]?.atMs],
    ['last fill', fills.length > 1 ? fills.at(-1)?.atMs : undefined],
  ];
  let beforeMs = createdAtMs;
  return steps.flatMap(([step, atMs]) => {
    if (atMs === undefined) return [];
    const afterMs = atMs - (beforeMs ?? atMs);
    const isFirst = beforeMs === undefined;
    beforeMs = atMs;
    return isFirst ? [] : [{ step, afterMs }];
  });
}

const VERDICTS: readonly string[] = ['ACCEPTED', 'REJECTED', 'DENIED'];
