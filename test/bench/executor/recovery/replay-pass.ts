import { setTimeout as delay } from 'node:timers/promises';
import type { RoundTrips } from '../latency/round-trips.ts';
import { type Pipeline, startBeside } from '../latency/start-beside.ts';
import { liveWhile } from './live-latency.ts';
import { isCaughtUp } from './progress.ts';

const HOUR_MS = '3600000';
const POLL_MS = 200;
const GRACE_MS = 15_000;
const STEADY_MS = 1500;

/** Settles what `fill` publishes, as fast as it can be: the executor's code with a venue that answers at once. */
export async function settleAll(
  round: AsyncDisposableStack,
  pipeline: Pipeline,
  fill: () => Promise<void>,
): Promise<void> {
  const core = round.use(await startBeside(pipeline, 'core-executor'));
  let hasEnded = false;
  core.exited.then(() => {
    hasEnded = true;
  });
  await fill();
  while (!(await isCaughtUp(pipeline))) {
    if (hasEnded) throw new Error('the executor ended before all was settled');
    await delay(POLL_MS);
  }
  await core.stop(GRACE_MS);
}

/** What a pass needs besides the intents that are given again. */
export interface Surroundings {
  readonly pipeline: Pipeline;
  readonly venueUrl: string;
  readonly trips: RoundTrips;
  /** The live instruments' own. */
  readonly livePartition: number;
}

/**
 * An executor that begins with what `give` left for it, while live intents come in beside it, until all is
 * committed.
 *
 * @returns how long live ones took, milliseconds, sorted
 */
export async function passWithLive(
  { pipeline, venueUrl, trips, livePartition }: Surroundings,
  give: () => Promise<unknown>,
): Promise<Float64Array> {
  await give();
  const executor = await startService(pipeline, venueUrl);
  const live = await liveWhile(trips, async () => !(await isCaughtUp(pipeline, livePartition)));
  await executor.stop(GRACE_MS);
  return live;
}

/** The same live intents with nothing beside them, once the executor is warm. */
export async function liveAlone({
  pipeline,
  venueUrl,
  trips,
}: Surroundings): Promise<Float64Array> {
  const executor = await startService(pipeline, venueUrl);
  const forAWhile = () => {
    const endMs = performance.now() + STEADY_MS;
    return liveWhile(trips, async () => performance.now() < endMs);
  };
  await forAWhile();
  const live = await forAWhile();
  await executor.stop(GRACE_MS);
  return live;
}

function startService(pipeline: Pipeline, venueUrl: string) {
  return pipeline.startExecutor({
    ALPACA_BASE_URL: venueUrl,
    EXECUTOR_MAX_INTENT_AGE_MS: HOUR_MS,
  });
}
