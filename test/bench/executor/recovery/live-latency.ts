import { percentile } from '../../idempotency/speed/measure.ts';
import type { RoundTrips } from '../latency/round-trips.ts';

/** A tenth of the load that the latency bench puts on an executor. */
const PER_SECOND = 30;
const INTENTS_AT_ONCE = 30;

/** Round trips of live intents for as long as something else goes on; at least one second of them. */
export async function liveWhile(
  trips: RoundTrips,
  goesOn: () => Promise<boolean>,
): Promise<Float64Array> {
  const all: number[] = [];
  do all.push(...(await trips.run({ intents: INTENTS_AT_ONCE, perSecond: PER_SECOND })));
  while (await goesOn());
  return Float64Array.from(all).sort();
}

/** `p50 2.1 ms, p99 8.0 ms of 900` */
export function latencyText(sortedMs: Float64Array): string {
  const of = (share: number) => percentile(sortedMs, share).toFixed(1);
  return `p50 ${of(0.5)} ms, p99 ${of(0.99)} ms of ${sortedMs.length}`;
}
