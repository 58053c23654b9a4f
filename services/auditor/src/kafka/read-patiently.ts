import {
  type IncomingRecord,
  type KafkaConnection,
  KafkaFailure,
  type ReadTopicOptions,
  readTopic,
} from '@orderonce/kafka';
import { CommandFailure } from '../command-line/command-failure.ts';

/** How long a person waits for a cluster that says nothing. */
export const PATIENCE_MS = 20_000;

/**
 * Batches of a topic up to what stood there when reading began, outside of any group.
 *
 * @throws {CommandFailure} `KAFKA_AWAY` when nothing comes for the length of the patience; `REFUSED` when there is no
 *   such topic, or when records were deleted before they could be read
 */
export async function* readPatiently(
  connection: KafkaConnection,
  options: Omit<ReadTopicOptions, 'signal'>,
): AsyncGenerator<readonly IncomingRecord[]> {
  const giveUp = new AbortController();
  const reading = readTopic(connection, { ...options, signal: giveUp.signal });
  const wait = () => setTimeout(() => giveUp.abort(), PATIENCE_MS);
  let timer = wait();
  try {
    for await (const batch of reading) {
      clearTimeout(timer);
      yield batch;
      timer = wait();
    }
  } catch (error) {
    throw asCommandFailure(error, options.topic);
  } finally {
    clearTimeout(timer);
  }
  if (giveUp.signal.aborted) throw kafkaAway(options.topic);
}

export function kafkaAway(topic: string): CommandFailure {
  const text = `Kafka did not answer within ${PATIENCE_MS / 1000} s: ${topic} could not be read`;
  return new CommandFailure('KAFKA_AWAY', text);
}

/** What a reading failed of, in words for a person. */
export function asCommandFailure(error: unknown, topic: string): unknown {
  if (!(error instanceof KafkaFailure)) return error;
  if (error.code === 'TOPIC_UNAVAILABLE')
    return new CommandFailure(
      'REFUSED',
      `there is no topic ${topic} that may be read; is TOPIC_PREFIX that of the executors?`,
    );
  return error.code === 'RECORDS_GONE' ? new CommandFailure('REFUSED', error.message) : error;
}
