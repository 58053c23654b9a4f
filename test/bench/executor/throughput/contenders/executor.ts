import { startKeyedConsumer } from '@orderonce/kafka';
import type { Contender, Place, Spent } from '../contender.ts';
import { startStopwatch } from '../stopwatch.ts';
import { type OpenExecutor, openExecutor, type Venue } from './executor-ports.ts';

const DRAIN_MS = 5000;

/** The real executor: its handler, claims, publisher and metrics. */
export async function executor(place: Place, venue: Venue): Promise<Contender> {
  const opened = await openExecutor(place, venue);
  return {
    run: (count) => runOnce(opened, place, count),
    close: opened.close,
  };
}

async function runOnce(opened: OpenExecutor, place: Place, count: number): Promise<Spent> {
  const { handle, laneOf, maxConcurrent, connection } = opened;
  const stopwatch = startStopwatch(count);
  const noteSafe = () => stopwatch.done(1);
  const consumer = await startKeyedConsumer(connection, {
    groupId: place.groupId,
    topic: place.intents,
    laneOf,
    maxConcurrent,
    async handle(record, lane) {
      stopwatch.begin();
      const handled = await handle(record, lane);
      void handled.committable.then(noteSafe);
      return handled;
    },
  });
  const spent = await Promise.race([stopwatch.finished, consumer.crashed]);
  await consumer.stop(DRAIN_MS);
  return spent;
}
