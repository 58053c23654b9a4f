import { decodeOutcome, type Outcome } from '@orderonce/contracts';
import { type KafkaConnection, type Publisher, readTopic } from '@orderonce/kafka';
import type { Logger } from '@orderonce/telemetry';

/**
 * The outcomes topic from its beginning to what stands there now, with everything that this process has
 * handed over for publishing. What cannot be read is told and left out: it proves nothing.
 */
export async function* readOutcomes(
  connection: KafkaConnection,
  { topic, publisher, log }: { topic: string; publisher: Publisher; log: Logger },
  signal: AbortSignal,
): AsyncGenerator<readonly Outcome[]> {
  // A verdict that is settled and on its way to the log would be missed: its record may be lost by now.
  await publisher.flush();
  const reading = readTopic(connection, { topic, from: 'beginning', until: 'end', signal });
  for await (const records of reading) {
    yield records.flatMap(({ value, partition, offset }) => {
      const decoded = decodeOutcome(value);
      if (decoded.ok) return decoded.outcome;
      const { problems } = decoded;
      log.warn(
        { event: 'outcome-unreadable', partition, offset, problems },
        'an outcome was left out',
      );
      return [];
    });
  }
}
