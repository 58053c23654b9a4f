import { setTimeout as delay } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { StackFailure } from '../stack-failure.ts';

const POLL_MS = 50;
const PATIENCE_MS = 60_000;
const GROUP = 'orderonce-readiness';

/**
 * Resolves once the broker answers for metadata and for a consumer group, so that whoever comes next does
 * not meet a coordinator that is still loading. Makes no group and no topic but Kafka's own.
 *
 * @throws {StackFailure} after a minute
 */
export async function awaitGroupCoordinator(broker: string): Promise<void> {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  const giveUpAtMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const admin = kafka.admin({ retry: { retries: 0 } });
    try {
      await admin.connect();
      await admin.describeGroups([GROUP]);
      return;
    } catch (error) {
      if (performance.now() > giveUpAtMs)
        throw new StackFailure(`Kafka at ${broker} listens but does not answer: ${String(error)}`);
      await delay(POLL_MS);
    } finally {
      await admin.disconnect();
    }
  }
}
