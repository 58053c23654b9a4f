import { topicNames } from '@orderonce/contracts';
import {
  type IncomingRecord,
  type KafkaConnection,
  kafkaConnection,
  readTopic,
} from '@orderonce/kafka';
import { PositionBook } from '@orderonce/positions';
import type { Logger, OrderTracer, RunningService } from '@orderonce/telemetry';
import { OutcomeIntake } from './book/outcome-intake.ts';
import type { TrackerConfiguration } from './configuration.ts';
import { createTrackerServer } from './http/tracker-server.ts';

interface Telemetry {
  readonly log: Logger;
  readonly tracer: OrderTracer;
}

/** The tracker of one deployment's outcomes, by its configuration. */
export function startTracker(
  configuration: TrackerConfiguration,
  telemetry: Telemetry,
): Promise<RunningTracker> {
  const connection = kafkaConnection(configuration, {
    clientId: 'orderonce-position-tracker',
    log: (level, message, fields) => telemetry.log[level]({ event: 'kafka', ...fields }, message),
  });
  const topic = topicNames(configuration.TOPIC_PREFIX).outcomes;
  return startTrackerOf(connection, topic, configuration, telemetry);
}

export interface RunningTracker extends RunningService {
  readonly url: string;
}

/**
 * Follows a topic of outcomes from its oldest record and answers over HTTP, at once: `/readyz` tells when
 * the answers are whole. Commits nothing anywhere, so any number of trackers can run beside each other.
 */
export async function startTrackerOf(
  connection: KafkaConnection,
  topic: string,
  options: Pick<TrackerConfiguration, 'TRACKER_HOST' | 'TRACKER_PORT' | 'TRACKER_HISTORIES'>,
  telemetry: Telemetry,
): Promise<RunningTracker> {
  const { log } = telemetry;
  const book = new PositionBook({ maxHistories: options.TRACKER_HISTORIES });
  const intake = new OutcomeIntake(book, telemetry);
  const stopReading = new AbortController();
  const reading = readTopic(connection, {
    topic,
    from: 'beginning',
    until: 'follow',
    signal: stopReading.signal,
  });
  let isCaughtUp = false;
  reading.caughtUp.then(() => {
    isCaughtUp = true;
    log.info({ event: 'caught-up', ...intake.counts });
  });
  const server = createTrackerServer({
    book,
    counts: () => intake.counts,
    isCaughtUp: () => isCaughtUp,
  });
  const url = await server.listen({ host: options.TRACKER_HOST, port: options.TRACKER_PORT });
  log.info({ event: 'listening', url });
  const following = follow(reading, intake);
  // While it stops, the reading ends by itself: only an end that nobody asked for is a failure.
  const failed = following.then(() => new Promise<never>(() => {}));
  return {
    url,
    failed,
    async stop() {
      stopReading.abort();
      await server.close();
      await following;
      log.info({ event: 'stopped', ...intake.counts });
    },
  };
}

async function follow(
  reading: AsyncIterable<readonly IncomingRecord[]>,
  intake: OutcomeIntake,
): Promise<void> {
  for await (const records of reading) for (const record of records) intake.take(record);
}
