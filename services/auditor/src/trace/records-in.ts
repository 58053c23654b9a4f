import type { LogRange } from '../kafka/log-range.ts';

/** How many records a stretch has room for; some places of a topic hold none. */
export function recordsIn({ begin, end }: LogRange, partition?: number): number {
  let records = 0;
  for (const [one, to] of end)
    if (partition === undefined || one === partition)
      records += Math.max(0, Number(to) - Number(begin.get(one) ?? 0));
  return records;
}
