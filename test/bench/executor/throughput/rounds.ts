import type { Group } from './comparison.ts';
import type { ContenderName } from './contender.ts';
import type { ContenderProcess } from './contender-process.ts';

/** How fast one run was, and how much CPU time of the contender's process each intent took. */
interface Rate {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

/** Of each round. */
export type Rates = ReadonlyMap<ContenderName, readonly Rate[]>;

/**
 * Lets all contenders of a group run in turn, round after round, beginning with another one each time: what
 * else the machine does then hits all of them. One round before them counts for nothing: it warms up.
 *
 * @param prepare puts `count` intents where the contender finds them
 */
export async function alternate(
  { counts, rounds }: Group,
  contenders: readonly ContenderProcess[],
  prepare: () => Promise<void>,
): Promise<Rates> {
  const rates = new Map<ContenderName, Rate[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    await prepare();
    const first = round % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      const count = counts.get(contender.name) ?? 0;
      const { durationMs, cpuMs } = await contender.run(count);
      const perSecond = (count / durationMs) * 1000;
      const cpuMicros = (cpuMs / count) * 1000;
      const at = round === 0 ? 'warming up' : `round ${round} of ${rounds}`;
      process.stderr.write(
        `${at}: ${contender.name} ${perSecond.toFixed(0)}/s, ${cpuMicros.toFixed(0)} µs of CPU each\n`,
      );
      if (round > 0) rates.get(contender.name)?.push({ perSecond, cpuMicros });
    }
  }
  return rates;
}
