import type { Consumer } from 'kafkajs';
import { errorText, KafkaFailure } from './kafka-failure.ts';
import { brokerErrorType, isPassing } from './kafkajs-error.ts';
import type { LogSink } from './log-sink.ts';
import { delay, type Scheduler } from './scheduler.ts';

const PAUSE_MS = 200;

/**
 * Connects a consumer and subscribes it to a topic; waits for a cluster that is away.
 *
 * @throws {KafkaFailure} `TOPIC_UNAVAILABLE`
 */
export async function subscribeConsumer(
  consumer: Consumer,
  topic: string,
  log: LogSink,
  scheduler: Scheduler,
): Promise<void> {
  for (;;) {
    try {
      await consumer.connect();
      // False, the default, skips to the end after an offset that is out of range.
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      return;
    } catch (error) {
      if (brokerErrorType(error) === 'UNKNOWN_TOPIC_OR_PARTITION' || !isPassing(error)) {
        await consumer.disconnect().catch(() => {});
        throw new KafkaFailure('TOPIC_UNAVAILABLE', `${topic}: ${errorText(error)}`, error);
      }
      log('warn', 'the cluster is not ready, trying again', { error: errorText(error) });
      await delay(scheduler, PAUSE_MS);
    }
  }
}
