import { percentile } from '../../idempotency/speed/measure.ts';
import type { Contender } from './contenders.ts';

/** One contender in one round, milliseconds. */
export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
}

export interface RoundsOptions {
  readonly rounds: number;
  readonly intentsPerRound: number;
  readonly warmUpIntents: number;
  readonly perSecond: number;
}

/**
 * Lets the contenders take turns, so that whatever else the machine does meets all of them, and each time in
 * another order.
 *
 * @returns for each contender one latency a round
 */
export async function takeTurns(
  contenders: readonly Contender[],
  { rounds, intentsPerRound, warmUpIntents, perSecond }: RoundsOptions,
): Promise<Latency[][]> {
  for (const { trips } of contenders) await trips.run({ intents: warmUpIntents, perSecond });
  const results: Latency[][] = contenders.map(() => []);
  for (let round = 0; round < rounds; round += 1)
    for (const turn of contenders.keys()) {
      const place = (turn + round) % contenders.length;
      const sorted = await contenders[place]?.trips.run({ intents: intentsPerRound, perSecond });
      if (sorted !== undefined) results[place]?.push(latencyOf(sorted));
    }
  return results;
}

function latencyOf(sortedMs: Float64Array): Latency {
  return {
    p50Ms: percentile(sortedMs, 0.5),
    p99Ms: percentile(sortedMs, 0.99),
    worstMs: percentile(sortedMs, 1),
  };
}
